import { Button, Stack, Typography } from '@mui/material';
import { useCanAccess, useTranslate } from 'react-admin';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { Facts, Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { Flow, FlowRun, Items } from '../parts/types';
import { useAct } from '../../look/useAct';
import { useTicking } from '../parts/useTicking';

/** When a flow that asks its source at times does so, and what came of it. */
export const RunsPart = ({ flow }: { flow: Flow }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const { data, error, read } = useTicking<Items<FlowRun>>(`/api/sync/runs?flow=${flow.name}&size=25&sort=-id`, 3000);
    const { canAccess } = useCanAccess({ resource: 'flows', action: 'edit' });
    const run = async () => {
        if (await act(`/api/sync/flows/${flow.name}/run`, {}, 'portal.sync.runs.asked')) read();
    };
    return (
        <Stack spacing={2}>
            <Panel
                title={translate('portal.sync.runs.times')}
                action={
                    canAccess && (
                        <Button variant="contained" size="small" disabled={isBusy} onClick={run}>
                            {translate('portal.sync.runs.now')}
                        </Button>
                    )
                }>
                <Facts
                    of={[
                        [translate('portal.sync.runs.at'), <code>{flow.times?.at}</code>],
                        [translate('portal.sync.runs.zone'), flow.times?.zone],
                        [translate('portal.sync.runs.missed'), flow.times?.missed],
                        [translate('portal.sync.flows.nextRun'), flow.times?.nextRun && <Moment at={flow.times.nextRun} />],
                    ]}
                />
            </Panel>
            <Panel title={translate('portal.sync.runs.title')} error={error} isReading={!data && !error}>
                {data?.items.length === 0 ? (
                    <Typography color="textSecondary">{translate('portal.sync.runs.none')}</Typography>
                ) : (
                    <Table
                        label={translate('portal.sync.runs.title')}
                        rows={data?.items ?? []}
                        keyOf={one => one.id}
                        columns={[
                            { name: 'portal.sync.runs.due', value: one => <Moment at={one.dueAt} /> },
                            { name: 'resources.dead-letters.fields.state', value: one => <Word value={one.state} /> },
                            { name: 'portal.sync.runs.changes', value: one => one.changes, isNumber: true },
                            { name: 'portal.sync.runs.by', value: one => one.actor ?? translate('portal.sync.runs.byClock'), isWide: true },
                            { name: 'portal.sync.runs.ended', value: one => <Moment at={one.finishedAt} />, isWide: true },
                            { name: 'portal.sync.reason', value: one => one.reason },
                        ]}
                    />
                )}
            </Panel>
        </Stack>
    );
};
