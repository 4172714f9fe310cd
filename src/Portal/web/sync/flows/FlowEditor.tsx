import { Alert, Box, Button, Grid, Skeleton, Stack, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useRead } from '../../look/useRead';
import { Diff } from '../parts/Code';
import { Editor } from '../parts/Editor';
import { Panel } from '../parts/Panel';
import type { Flow } from '../parts/types';
import { LivePreview } from './LivePreview';
import { TestVerdict } from './TestsPart';
import { useApply } from './useApply';
import { useChecked } from './useChecked';

/** The text of a flow, to be changed: what that would change is shown beside it, before anything is in force. */
export const FlowEditor = ({ flow, onApplied }: { flow: Flow; onApplied: () => void }) => {
    const { data, error } = useRead<{ text: string }>(`/api/sync/flows/${flow.name}/versions/${flow.version}`);
    const [first, setFirst] = useState<string | null>(null);
    useEffect(() => {
        if (first === null && data) setFirst(data.text);
    }, [first, data]);
    if (error) return <Alert severity="warning">{error}</Alert>;
    return first === null ? (
        <Skeleton variant="rounded" height={400} />
    ) : (
        <TextEditor text={first} version={flow.version} name={flow.name} onApplied={onApplied} />
    );
};

interface Props {
    text: string;
    /** The version that the text was made of; 0 for a new flow. */
    version: number;
    /** Of the flow; null for a new one. */
    name: string | null;
    onApplied: (name: string) => void;
}

export const TextEditor = ({ text: before, version, name, onApplied }: Props) => {
    const translate = useTranslate();
    const [text, setText] = useState(before);
    const { checked, faults, isChecking, problem, check } = useChecked(text);
    const { apply, isBusy, clash } = useApply(version, name, () => check(text), onApplied);
    const isChanged = checked?.isNew ?? false;
    const isBothWays = /^between:/m.test(text);
    return (
        <Grid container spacing={2} sx={{ '& > *': { minWidth: 0 } }}>
            <Grid size={{ xs: 12, lg: 6 }}>
                <Panel
                    title={translate('portal.sync.editor.title')}
                    action={
                        <>
                            {text !== before && (
                                <Button size="small" onClick={() => setText(before)}>
                                    {translate('portal.sync.editor.undo')}
                                </Button>
                            )}
                            <Button
                                size="small"
                                variant="contained"
                                disabled={isBusy || isChecking || faults.length > 0 || !isChanged}
                                onClick={() => apply(text)}>
                                {translate('portal.sync.editor.apply')}
                            </Button>
                        </>
                    }>
                    {clash !== null && (
                        <Alert severity="warning" sx={{ mb: 2 }}>
                            {translate('portal.sync.editor.clash', { version: clash })}
                        </Alert>
                    )}
                    <Editor label={translate('portal.sync.editor.text')} value={text} onChange={setText} faults={faults} />
                </Panel>
            </Grid>
            <Grid size={{ xs: 12, lg: 6 }}>
                <Stack spacing={2}>
                    <LivePreview
                        text={text}
                        flow={name}
                        isBothWays={isBothWays}
                        hasFaults={faults.length > 0}
                        isRight={faults.length === 0 && !isChecking}
                    />
                    <Panel title={translate('portal.sync.editor.changes')}>
                        <Box role="status">
                            {problem ? (
                                <Alert severity="error">{problem}</Alert>
                            ) : faults.length > 0 ? (
                                <Typography color="error">
                                    {translate('portal.sync.editor.faults', { smart_count: faults.length })}
                                </Typography>
                            ) : !checked ? (
                                <Skeleton />
                            ) : !isChanged ? (
                                <Typography color="textSecondary">{translate('portal.sync.editor.same')}</Typography>
                            ) : (
                                <Stack spacing={1.5}>
                                    <Diff of={checked.diff} label={translate('portal.sync.editor.changes')} />
                                    <TestVerdict tests={checked.tests} failures={checked.failures} />
                                </Stack>
                            )}
                        </Box>
                    </Panel>
                </Stack>
            </Grid>
        </Grid>
    );
};
