import { Alert, Box, Button, FormControlLabel, LinearProgress, Stack, Switch, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useLocale, useTranslate } from 'react-admin';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { Facts, Panel } from '../parts/Panel';
import type { Backfill, Flow } from '../parts/types';
import { useAct } from '../../look/useAct';
import { useMaybe } from '../parts/useMaybe';

/** Brings over what a flow has missed, and shows how far that is. */
export const BackfillPart = ({ flow }: { flow: Flow }) => {
    const translate = useTranslate();
    const { canAccess } = useCanAccess({ resource: 'flows', action: 'edit' });
    const { data, read } = useMaybe<Backfill>(`/api/sync/flows/${flow.name}/backfill`, 2000);
    const isUnderWay = data?.state === 'running' || data?.state === 'paused';
    return (
        <Stack spacing={2}>
            {data && <Progress of={data} canMove={!!canAccess} onMoved={read} />}
            {canAccess && !isUnderWay && <Begin flow={flow.name} onBegun={read} />}
            {!data && !canAccess && <Typography color="textSecondary">{translate('portal.sync.backfill.none')}</Typography>}
        </Stack>
    );
};

const Progress = ({ of, canMove, onMoved }: { of: Backfill; canMove: boolean; onMoved: () => void }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const { act, isBusy } = useAct();
    const number = (value: number | null | undefined) =>
        value === null || value === undefined ? null : new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
    const part = of.total ? Math.min(100, (100 * of.records) / of.total) : of.state === 'done' ? 100 : undefined;
    const move = async (how: string) => {
        if (await act(`/api/sync/flows/${of.flow}/backfill/${how}`, { body: how === 'resume' ? {} : undefined })) onMoved();
    };
    const moves = of.state === 'running' ? ['pause', 'cancel'] : of.state === 'paused' || of.state === 'failed' ? ['resume', 'cancel'] : [];
    return (
        <Panel
            title={translate('portal.sync.backfill.newest')}
            action={
                canMove &&
                moves.map(how => (
                    <Button
                        key={how}
                        size="small"
                        variant="outlined"
                        color={how === 'cancel' ? 'error' : 'primary'}
                        disabled={isBusy}
                        onClick={() => move(how)}>
                        {translate(`portal.sync.${how}`)}
                    </Button>
                ))
            }>
            {(of.state === 'running' || part !== undefined) && (
                <LinearProgress
                    variant={part === undefined ? 'indeterminate' : 'determinate'}
                    value={part}
                    aria-label={translate('portal.sync.backfill.newest')}
                    sx={{ mb: 2, height: 8, borderRadius: 4 }}
                />
            )}
            {of.reason && (
                <Alert severity="error" sx={{ mb: 2 }}>
                    {of.reason}
                </Alert>
            )}
            <Facts
                of={[
                    [translate('resources.dead-letters.fields.state'), <Word value={of.state} />],
                    [
                        translate('portal.sync.backfill.read'),
                        of.total
                            ? translate('portal.sync.ofAll', { count: number(of.records), all: number(of.total) })
                            : number(of.records),
                    ],
                    [translate('portal.sync.backfill.queued'), number(of.queued)],
                    [translate('portal.sync.backfill.perSecond'), number(of.perSecond)],
                    [translate('portal.sync.backfill.limit'), number(of.limitPerSecond)],
                    [
                        translate('portal.sync.backfill.by'),
                        <>
                            {of.startedBy} · <Moment at={of.askedAt} />
                        </>,
                    ],
                    [translate('portal.sync.runs.ended'), of.finishedAt && <Moment at={of.finishedAt} />],
                ]}
            />
        </Panel>
    );
};

const Begin = ({ flow, onBegun }: { flow: string; onBegun: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const [since, setSince] = useState('');
    const [perSecond, setPerSecond] = useState('');
    const [counts, setCounts] = useState(true);
    const [missing, setMissing] = useState<number | null>(null);
    const path = `/api/sync/flows/${flow}/backfill`;
    const from = since ? { since: new Date(since).toISOString() } : {};
    const look = async () => {
        const answer = await act<{ missing: number }>(path, { body: { ...from, dryRun: true } });
        if (answer) setMissing(answer.body.missing);
    };
    const begin = async () => {
        if (
            await act(
                path,
                { body: { ...from, count: counts, ...(perSecond ? { perSecond: Number(perSecond) } : {}) } },
                'portal.sync.backfill.begun',
            )
        )
            onBegun();
    };
    return (
        <Panel title={translate('portal.sync.backfill.title')}>
            <Typography color="textSecondary" sx={{ mb: 2, maxWidth: '75ch' }}>
                {translate('portal.sync.backfill.text')}
            </Typography>
            <Stack
                sx={{
                    flexDirection: { sm: 'row' },
                    alignItems: { sm: 'center' },
                    flexWrap: 'wrap',
                    gap: 2,
                    '& .MuiTextField-root': { width: { sm: 240 } },
                }}>
                <TextField
                    size="small"
                    type="datetime-local"
                    label={translate('portal.sync.backfill.since')}
                    value={since}
                    onChange={event => setSince(event.target.value)}
                    slotProps={{ inputLabel: { shrink: true } }}
                />
                <TextField
                    size="small"
                    type="number"
                    label={translate('portal.sync.backfill.limit')}
                    value={perSecond}
                    onChange={event => setPerSecond(event.target.value)}
                    slotProps={{ htmlInput: { min: 1, max: 100000 } }}
                />
                <FormControlLabel
                    control={<Switch checked={counts} onChange={event => setCounts(event.target.checked)} />}
                    label={translate('portal.sync.backfill.count')}
                />
            </Stack>
            <Stack direction="row" spacing={1} sx={{ mt: 2, alignItems: 'center', flexWrap: 'wrap', rowGap: 1 }}>
                <Button variant="outlined" disabled={isBusy} onClick={look}>
                    {translate('portal.sync.backfill.dryRun')}
                </Button>
                <Button variant="contained" disabled={isBusy} onClick={begin}>
                    {translate('portal.sync.backfill.begin')}
                </Button>
                <Box role="status">
                    {missing !== null && <Typography>{translate('portal.sync.backfill.missing', { smart_count: missing })}</Typography>}
                </Box>
            </Stack>
        </Panel>
    );
};
