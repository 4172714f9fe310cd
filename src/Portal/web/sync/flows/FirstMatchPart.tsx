import { Alert, Button, LinearProgress, Link as Anchor, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useTranslate } from 'react-admin';
import { Moment } from '../../look/Money';
import { Ask } from '../../look/Ask';
import { Facts, Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { FirstMatch, Flow } from '../parts/types';
import { useAct } from '../../look/useAct';
import { useMaybe } from '../parts/useMaybe';
import { MatchRows } from './MatchRows';

export const verdicts = ['linked', 'link', 'ask', 'create', 'alone', 'fault'] as const;

/** Before a flow makes anything: who would belong to whom. Read both sides, look, accept. */
export const FirstMatchPart = ({ flow }: { flow: Flow }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'flows', action: 'edit' });
    const path = `/api/sync/flows/${flow.name}/first-match`;
    const { data, read } = useMaybe<FirstMatch>(path, 2000);
    const [asks, setAsks] = useState(false);
    const isWorking = data?.state === 'running' || data?.state === 'accepting';
    const start = async () => {
        if (await act(path, {}, 'portal.sync.match.started')) read();
    };
    const accept = async () => {
        if (await act(`${path}/accept`, { body: { all: true } }, 'portal.sync.match.accepted')) {
            setAsks(false);
            read();
        }
    };
    return (
        <Stack spacing={2}>
            <Panel
                title={translate('portal.sync.match.title')}
                action={
                    canAccess && (
                        <>
                            <Button size="small" variant={data ? 'outlined' : 'contained'} disabled={isBusy || isWorking} onClick={start}>
                                {translate(data ? 'portal.sync.match.anew' : 'portal.sync.match.start')}
                            </Button>
                            {data?.state === 'ready' && !data.isOutdated && (
                                <Button size="small" variant="contained" disabled={isBusy} onClick={() => setAsks(true)}>
                                    {translate('portal.sync.match.accept')}
                                </Button>
                            )}
                        </>
                    )
                }>
                <Typography color="textSecondary" sx={{ mb: 2, maxWidth: '75ch' }}>
                    {translate('portal.sync.match.text')}
                </Typography>
                {isWorking && (
                    <LinearProgress aria-label={translate('portal.sync.match.title')} sx={{ mb: 2, height: 8, borderRadius: 4 }} />
                )}
                {data?.reason && (
                    <Alert severity="error" sx={{ mb: 2 }}>
                        {data.reason}
                    </Alert>
                )}
                {data?.isOutdated && (
                    <Alert severity="warning" sx={{ mb: 2 }}>
                        {translate('portal.sync.match.outdated')}
                    </Alert>
                )}
                {data && <MatchFacts of={data} flow={flow} />}
            </Panel>
            {data && data.state !== 'running' && <MatchRows key={data.id} flow={flow} path={path} />}
            {asks && data && (
                <Ask
                    title={translate('portal.sync.match.acceptAsk', { smart_count: data.left.link })}
                    text={translate('portal.sync.match.acceptText', { ask: data.left.ask + data.right.ask })}
                    action={translate('portal.sync.match.accept')}
                    isBusy={isBusy}
                    onGo={accept}
                    onClose={() => setAsks(false)}
                />
            )}
        </Stack>
    );
};

const MatchFacts = ({ of, flow }: { of: FirstMatch; flow: Flow }) => {
    const translate = useTranslate();
    const sides = [
        { side: flow.source, ...of.left },
        { side: flow.target, ...of.right },
    ];
    return (
        <Stack spacing={2}>
            <Facts
                of={[
                    [translate('resources.dead-letters.fields.state'), translate(`portal.sync.match.state.${of.state}`)],
                    [
                        translate('portal.sync.match.startedBy'),
                        <>
                            {of.startedBy} · <Moment at={of.startedAt} />
                        </>,
                    ],
                    [
                        translate('portal.sync.match.acceptedBy'),
                        of.acceptedAt && (
                            <>
                                {of.acceptedBy} · <Moment at={of.acceptedAt} />
                            </>
                        ),
                    ],
                ]}
            />
            <Table
                label={translate('portal.sync.match.counts')}
                rows={sides}
                keyOf={one => one.side}
                columns={[
                    { name: 'portal.sync.match.side', value: one => <b>{one.side}</b> },
                    { name: 'portal.sync.backfill.read', value: one => one.read, isNumber: true },
                    ...verdicts.map(verdict => ({
                        name: `portal.sync.verdict.${verdict}`,
                        value: (one: (typeof sides)[number]) => one[verdict],
                        isNumber: true,
                    })),
                ]}
            />
            <div>
                <Anchor href={`/api/sync/flows/${flow.name}/first-match/rows.csv`} download>
                    {translate('portal.sync.match.csv')}
                </Anchor>
            </div>
        </Stack>
    );
};
