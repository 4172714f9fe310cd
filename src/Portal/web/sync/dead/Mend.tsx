import { Alert, Button, Stack, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import { useTranslate, type HttpError } from 'react-admin';
import { Link } from 'react-router-dom';
import { call } from '../../api/http';
import { Code } from '../parts/Code';
import { Editor } from '../parts/Editor';
import { Panel } from '../parts/Panel';
import type { DeliveryDetails, PreviewItem } from '../parts/types';
import { useAct } from '../../look/useAct';

const pause = 400;
type Way = 'current' | 'original' | 'edited';

/** Mends a dead letter: as the record is now, as it was, or as somebody edits it. What would be sent is shown before it goes. */
export const Mend = ({ of, onDone }: { of: DeliveryDetails; onDone: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const [way, setWay] = useState<Way>('current');
    const [text, setText] = useState(() => JSON.stringify(of.payload ?? {}, null, 2));
    const { id, flow } = of.delivery;
    const { preview, problem } = usePreview(id, way, text);
    const replay = async () => {
        if (
            await act(
                `/api/sync/dead-letters/${id}/replay`,
                { body: way === 'edited' ? { record: JSON.parse(text) } : { payload: way } },
                'portal.sync.dead_.replayed',
            )
        )
            onDone();
    };
    return (
        <Panel
            title={translate('portal.sync.dead_.mend')}
            action={
                <>
                    <Button component={Link} to={`/flows/${flow}/show?tab=definition`} size="small">
                        {translate('portal.sync.dead_.mapping')}
                    </Button>
                    <Button size="small" variant="contained" disabled={isBusy || problem !== null} onClick={replay}>
                        {translate('portal.dead.replay')}
                    </Button>
                </>
            }>
            <Stack spacing={1.5}>
                <ToggleButtonGroup
                    exclusive
                    size="small"
                    value={way}
                    onChange={(_, value: Way | null) => value && setWay(value)}
                    aria-label={translate('portal.sync.dead_.way')}
                    sx={{ flexWrap: 'wrap' }}>
                    {(['current', 'original', 'edited'] as const)
                        .filter(one => one !== 'edited' || of.payload)
                        .map(one => (
                            <ToggleButton key={one} value={one}>
                                {translate(`portal.sync.dead_.${one}`)}
                            </ToggleButton>
                        ))}
                </ToggleButtonGroup>
                {way === 'edited' && <Editor label={translate('portal.sync.preview.record')} value={text} onChange={setText} rows={14} />}
                <Typography variant="h3" component="h4">
                    {translate('portal.sync.dead_.wouldSend')}
                </Typography>
                <div role="status">{problem ? <Alert severity="info">{problem}</Alert> : preview && <Outcome of={preview} />}</div>
            </Stack>
        </Panel>
    );
};

const Outcome = ({ of }: { of: PreviewItem }) => {
    const translate = useTranslate();
    const severity = of.outcome === 'send' ? 'success' : of.outcome === 'fail' ? 'error' : 'info';
    return (
        <Stack spacing={1.5}>
            <Alert severity={severity} sx={{ overflowWrap: 'anywhere' }}>
                {of.outcome === 'send'
                    ? translate(`portal.sync.operation.${of.operation}`, { target: of.target, id: of.targetId ?? '' })
                    : translate(`portal.sync.outcome.${of.outcome}`)}{' '}
                {of.message}
            </Alert>
            {of.fields ? <Code of={of.fields} label={translate('portal.sync.dead_.wouldSend')} /> : null}
        </Stack>
    );
};

const usePreview = (id: number, way: Way, text: string) => {
    const [preview, setPreview] = useState<PreviewItem | null>(null);
    const [problem, setProblem] = useState<string | null>(null);
    useEffect(() => {
        let isOld = false;
        const timer = setTimeout(
            async () => {
                const [found, said] = await look(id, way, text);
                if (!isOld) {
                    setPreview(found);
                    setProblem(said);
                }
            },
            way === 'edited' ? pause : 0,
        );
        return () => {
            isOld = true;
            clearTimeout(timer);
        };
    }, [id, way, way === 'edited' ? text : '']);
    return { preview, problem };
};

const look = async (id: number, way: Way, text: string): Promise<[PreviewItem | null, string | null]> => {
    try {
        const body = way === 'edited' ? { ids: [id], record: JSON.parse(text) as object } : { ids: [id], payload: way };
        const answer = await call<{ items: PreviewItem[] }>('/api/sync/dead-letters/preview', { method: 'POST', body });
        return [answer.body.items[0] ?? null, null];
    } catch (error) {
        return [null, (error as HttpError).message];
    }
};
