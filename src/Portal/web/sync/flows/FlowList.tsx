import { Alert, Box, Button, Link as Anchor, Skeleton, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { Title, useCanAccess, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Moment } from '../../look/Money';
import { Ask } from '../../look/Ask';
import { Nothing, Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import { useAct } from '../../look/useAct';
import { filterOf } from './filterOf';
import { Count, FreshChip, Route, StateChip } from './marks';
import { useFlows, type FlowRow } from './useFlows';

/** Every flow, how fresh it is, and what it waits for. */
export const FlowListPage = () => {
    const translate = useTranslate();
    const { flows, list, error, read } = useFlows();
    const { canAccess } = useCanAccess({ resource: 'flows', action: 'edit' });
    const newFlow = canAccess && (
        <Button component={Link} to="/flows/create" variant="contained">
            {translate('portal.sync.flows.new')}
        </Button>
    );
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('resources.flows.name', { smart_count: 2 })} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap', gap: 1 }}>
                <Typography variant="h1" component="h2">
                    {translate('resources.flows.name', { smart_count: 2 })}
                </Typography>
                {newFlow}
            </Stack>
            {list?.wrong.map(one => (
                <Alert key={one.file} severity="error" sx={{ overflowWrap: 'anywhere' }}>
                    <b>{translate('portal.sync.flows.wrongFile', { file: one.file })}</b>
                    {one.faults.map((fault, index) => (
                        <Box key={index}>
                            {translate('portal.sync.line', { line: fault.line })}: {fault.message}
                        </Box>
                    ))}
                </Alert>
            ))}
            {error && !flows && <Alert severity="warning">{error}</Alert>}
            {!flows && !error && (
                <Box>
                    {[1, 2, 3].map(one => (
                        <Skeleton key={one} height={48} />
                    ))}
                </Box>
            )}
            {flows?.length === 0 && (
                <Nothing title={translate('portal.sync.flows.none')} text={translate('portal.sync.flows.noneText')} action={newFlow} />
            )}
            {flows && flows.length > 0 && (
                <Panel title={translate('portal.sync.flows.inForce')}>
                    <FlowTable flows={flows} />
                </Panel>
            )}
            {list && list.off.length > 0 && (
                <Panel title={translate('portal.sync.flows.off')}>
                    <Typography color="textSecondary" gutterBottom>
                        {translate('portal.sync.flows.offText')}
                    </Typography>
                    <Stack direction="row" spacing={2} sx={{ flexWrap: 'wrap' }}>
                        {list.off.map(name => (
                            <Anchor key={name} component={Link} to={`/flows/${name}/show?tab=versions`}>
                                {name}
                            </Anchor>
                        ))}
                    </Stack>
                </Panel>
            )}
            {list && list.gone.length > 0 && (
                <Panel title={translate('portal.sync.flows.gone')}>
                    <Typography color="textSecondary" gutterBottom>
                        {translate('portal.sync.flows.goneText')}
                    </Typography>
                    <Table
                        label={translate('portal.sync.flows.gone')}
                        rows={list.gone}
                        keyOf={one => one.name}
                        columns={[
                            { name: 'resources.flows.fields.name', value: one => one.name },
                            { name: 'portal.sync.waiting', value: one => one.open, isNumber: true },
                            { name: 'portal.sync.dead', value: one => one.dead, isNumber: true },
                            { name: 'portal.sync.action', value: one => canAccess && <DiscardGone flow={one.name} onDone={read} /> },
                        ]}
                    />
                </Panel>
            )}
        </Stack>
    );
};

const FlowTable = ({ flows }: { flows: FlowRow[] }) => {
    const translate = useTranslate();
    return (
        <Table
            label={translate('resources.flows.name', { smart_count: 2 })}
            rows={flows}
            keyOf={one => one.name}
            columns={[
                {
                    name: 'resources.flows.fields.name',
                    width: 200,
                    value: one => (
                        <>
                            <Anchor component={Link} to={`/flows/${one.name}/show`} sx={{ fontWeight: 600 }}>
                                {one.name}
                            </Anchor>
                            <Typography variant="body2" color="textSecondary" sx={{ display: { xs: 'none', sm: 'block' } }}>
                                {one.description}
                            </Typography>
                        </>
                    ),
                },
                { name: 'portal.sync.flows.route', value: one => <Route flow={one} />, isWide: true },
                { name: 'resources.dead-letters.fields.state', value: one => <StateChip flow={one} /> },
                { name: 'portal.sync.fresh.title', value: one => <FreshChip of={one.freshness} /> },
                {
                    name: 'portal.sync.waiting',
                    value: one => (
                        <Count
                            of={one.waiting}
                            colour="warning"
                            to={`/deliveries?filter=${filterOf({ flow: one.name, state: 'pending' })}`}
                        />
                    ),
                    isNumber: true,
                },
                {
                    name: 'portal.sync.dead',
                    value: one => <Count of={one.dead} colour="error" to={`/dead-letters?filter=${filterOf({ flow: one.name })}`} />,
                    isNumber: true,
                },
                {
                    name: 'portal.sync.flows.lastDelivered',
                    value: one => (one.lastDelivered ? <Moment at={one.lastDelivered} /> : '–'),
                    isWide: 'xl',
                },
            ]}
        />
    );
};

const DiscardGone = ({ flow, onDone }: { flow: string; onDone: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const [asks, setAsks] = useState(false);
    const go = async (reason: string) => {
        const answer = await act<{ discarded: number }>(`/api/sync/flows/${flow}/discard`, { body: { reason } }, ({ discarded }) => [
            'portal.dead.discarded',
            { smart_count: discarded },
        ]);
        if (answer) {
            setAsks(false);
            onDone();
        }
    };
    return (
        <>
            <Button size="small" color="error" onClick={() => setAsks(true)}>
                {translate('portal.dead.discard')}
            </Button>
            {asks && (
                <Ask
                    title={translate('portal.sync.flows.goneAsk', { flow })}
                    reason={translate('portal.dead.reason')}
                    isReasonNeeded
                    action={translate('portal.dead.discard')}
                    isDanger
                    isBusy={isBusy}
                    onGo={go}
                    onClose={() => setAsks(false)}
                />
            )}
        </>
    );
};
