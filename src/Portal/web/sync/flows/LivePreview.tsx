import { Alert, Button, MenuItem, Skeleton, Stack, TextField, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import { useTranslate, type HttpError } from 'react-admin';
import { call } from '../../api/http';
import { Code } from '../parts/Code';
import { Editor } from '../parts/Editor';
import { Panel } from '../parts/Panel';
import { useSamples } from './useSamples';

interface Preview {
    outcome: string;
    fields: object | null;
    message: string | null;
}

const pause = 400;

/** What the text makes of a real record, as it is typed. The record may be edited too; nothing is sent. */
export const LivePreview = ({
    text,
    flow,
    hasFaults,
    isRight,
}: {
    text: string;
    flow: string | null;
    hasFaults: boolean;
    isRight: boolean;
}) => {
    const translate = useTranslate();
    const samples = useSamples(flow);
    const [chosen, setChosen] = useState(0);
    const [edited, setEdited] = useState<string | null>(null);
    const [preview, setPreview] = useState<Preview | null>(null);
    const [problem, setProblem] = useState<string | null>(null);
    const newest = useRef('');
    const sample = edited ?? samples?.[chosen]?.text ?? '{}';
    useEffect(() => {
        if (!isRight || !samples) return;
        newest.current = `${text}\0${sample}`;
        const mine = newest.current;
        const timer = setTimeout(async () => {
            const [found, said] = await look(text, sample);
            if (newest.current === mine) {
                setPreview(found);
                setProblem(said);
            }
        }, pause);
        return () => clearTimeout(timer);
    }, [text, sample, isRight, samples]);
    const choose = (index: number) => {
        setChosen(index);
        setEdited(null);
    };
    return (
        <Panel
            title={translate('portal.sync.preview.title')}
            action={
                samples &&
                samples.length > 1 && (
                    <TextField
                        select
                        size="small"
                        label={translate('portal.sync.preview.sample')}
                        value={chosen}
                        onChange={event => choose(Number(event.target.value))}
                        sx={{ minWidth: 180 }}>
                        {samples.map((one, index) => (
                            <MenuItem key={one.name} value={index}>
                                {one.name}
                            </MenuItem>
                        ))}
                    </TextField>
                )
            }>
            {!samples ? (
                <Skeleton height={120} />
            ) : (
                <Stack spacing={1.5}>
                    {edited === null ? (
                        <>
                            <Code of={sample} label={translate('portal.sync.preview.record')} max={180} />
                            <div>
                                <Button size="small" onClick={() => setEdited(sample)}>
                                    {translate('portal.sync.preview.edit')}
                                </Button>
                            </div>
                        </>
                    ) : (
                        <Editor label={translate('portal.sync.preview.record')} value={edited} onChange={setEdited} rows={8} />
                    )}
                    <Typography variant="h3" component="h4">
                        {translate('portal.sync.preview.becomes')}
                    </Typography>
                    <div role="status">
                        {hasFaults ? (
                            <Typography color="textSecondary">{translate('portal.sync.preview.wait')}</Typography>
                        ) : problem ? (
                            <Alert severity="info">{problem}</Alert>
                        ) : preview?.message ? (
                            <Alert severity={preview.outcome === 'fail' ? 'error' : 'info'} sx={{ overflowWrap: 'anywhere' }}>
                                {preview.message}
                            </Alert>
                        ) : preview?.fields ? (
                            <Code of={preview.fields} label={translate('portal.sync.preview.becomes')} max={240} />
                        ) : (
                            <Skeleton />
                        )}
                    </div>
                </Stack>
            )}
        </Panel>
    );
};

const look = async (text: string, sample: string): Promise<[Preview | null, string | null]> => {
    try {
        const record = JSON.parse(sample) as object;
        const { body } = await call<{ items: Preview[] }>('/api/sync/flows/preview', { method: 'POST', body: { text, records: [record] } });
        return [body.items[0] ?? null, null];
    } catch (error) {
        return [null, (error as HttpError).body?.errors?.text ?? (error as Error).message];
    }
};
