import { Alert, Grid, Link as Anchor, Stack, Typography } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { Facts, Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { ConflictCount, DeadLetterGroup, Delivery, Flow, Items } from '../parts/types';
import { useTicking } from '../parts/useTicking';
import { filterOf } from './filterOf';
import { HeldSweeps } from './HeldSweeps';
import { Count, FreshChip, span } from './marks';
import { TestsPart } from './TestsPart';
import { useFlows } from './useFlows';

/** How a flow fares: how fresh it is, what waits, what is dead and why, what it brought last. */
export const FlowFacts = ({ flow }: { flow: Flow }) => {
    const translate = useTranslate();
    const { flows } = useFlows();
    const row = flows?.find(one => one.name === flow.name);
    return (
        <Stack spacing={2}>
            {flow.paused && (
                <Alert severity="warning">
                    {translate('portal.sync.flows.pausedBy', { who: flow.paused.by })} <Moment at={flow.paused.at} />
                    {flow.paused.reason && `: ${flow.paused.reason}`}
                </Alert>
            )}
            {row?.freshness?.reason === 'held' ? (
                <HeldSweeps flow={flow.name} />
            ) : (
                row?.freshness?.message && <Alert severity="warning">{row.freshness.message}</Alert>
            )}
            <Grid container spacing={2} sx={{ '& > *': { minWidth: 0 } }}>
                <Grid size={{ xs: 12, md: 6 }}>
                    <Panel title={translate('portal.sync.flows.fares')} isReading={!row}>
                        {row && <Fares flow={row} />}
                    </Panel>
                </Grid>
                <Grid size={{ xs: 12, md: 6 }}>
                    <Panel title={translate('portal.sync.flows.what')}>
                        <Facts
                            of={[
                                [translate('portal.sync.flows.on'), flow.on.map(one => translate(`choices.${one}`)).join(', ')],
                                [translate('resources.flows.fields.trigger'), <Trigger flow={flow} />],
                                [translate('portal.sync.version'), flow.version],
                                [
                                    translate('portal.sync.flows.applied'),
                                    <>
                                        <Moment at={flow.appliedAt} /> · {flow.appliedBy}
                                    </>,
                                ],
                                [translate('portal.sync.flows.origin'), flow.file ?? translate('portal.sync.flows.byApi')],
                            ]}
                        />
                    </Panel>
                </Grid>
            </Grid>
            <Causes flow={flow.name} />
            <Newest flow={flow.name} />
            <TestsPart flow={flow} />
        </Stack>
    );
};

const Fares = ({ flow }: { flow: NonNullable<ReturnType<typeof useFlows>['flows']>[number] }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const { data: conflicts } = useTicking<{ items: ConflictCount[] }>(flow.isBothWays ? '/api/sync/conflicts/counts' : null);
    const open = conflicts?.items.filter(one => one.flow === flow.name && one.state === 'open').reduce((sum, one) => sum + one.count, 0);
    const target = flow.freshness?.targetSeconds;
    return (
        <Facts
            of={[
                [translate('portal.sync.fresh.title'), <FreshChip of={flow.freshness} />],
                [translate('portal.sync.fresh.target'), target ? span(target, locale) : translate('portal.sync.fresh.noTarget')],
                [translate('portal.sync.fresh.lateSince'), flow.freshness?.lateSince ? <Moment at={flow.freshness.lateSince} /> : null],
                [
                    translate('portal.sync.waiting'),
                    <Count
                        of={flow.waiting}
                        colour="warning"
                        to={`/deliveries?filter=${filterOf({ flow: flow.name, state: 'pending' })}`}
                    />,
                ],
                [
                    translate('portal.sync.dead'),
                    <Count of={flow.dead} colour="error" to={`/dead-letters?filter=${filterOf({ flow: flow.name })}`} />,
                ],
                [
                    translate('resources.conflicts.name', { smart_count: 2 }),
                    open === undefined ? null : (
                        <Count of={open} colour="warning" to={`/conflicts?filter=${filterOf({ flow: flow.name, state: 'open' })}`} />
                    ),
                ],
                [translate('portal.sync.flows.lastDelivered'), flow.lastDelivered ? <Moment at={flow.lastDelivered} /> : '–'],
                [translate('portal.sync.flows.nextRun'), flow.times?.nextRun ? <Moment at={flow.times.nextRun} /> : null],
            ]}
        />
    );
};

/** `poll every 00:00:05` and the like, in the reader's language. */
const Trigger = ({ flow }: { flow: Flow }) => {
    const translate = useTranslate();
    const [word = '', ...rest] = flow.trigger.startsWith('both ways')
        ? ['both', flow.trigger.replace(/^both ways;? ?/, '')]
        : flow.trigger.split(' ');
    return (
        <>
            {translate(`portal.sync.trigger.${word}`, { _: word })} {rest.join(' ').replace(/^every /, '')}
        </>
    );
};

const Causes = ({ flow }: { flow: string }) => {
    const translate = useTranslate();
    const { data, error } = useTicking<Items<DeadLetterGroup>>(`/api/sync/dead-letters/groups?flow=${flow}&size=5`);
    if (!error && (!data || data.items.length === 0)) return null;
    return (
        <Panel title={translate('portal.sync.dead_.causes')} error={error}>
            <Table
                label={translate('portal.sync.dead_.causes')}
                rows={data?.items ?? []}
                keyOf={one => one.fingerprint ?? one.example.id}
                columns={[
                    { name: 'resources.dead-letters.fields.cause', value: one => <Word value={one.cause} /> },
                    {
                        name: 'resources.dead-letters.fields.message',
                        value: one => (
                            <Anchor component={Link} to={`/dead-letters?filter=${filterOf({ fingerprint: one.fingerprint })}`}>
                                {one.example.message ?? one.example.subject}
                            </Anchor>
                        ),
                    },
                    { name: 'portal.sync.count', value: one => one.count, isNumber: true },
                    { name: 'portal.sync.last', value: one => <Moment at={one.last} />, isWide: true },
                ]}
            />
        </Panel>
    );
};

const Newest = ({ flow }: { flow: string }) => {
    const translate = useTranslate();
    const { data, error } = useTicking<Items<Delivery>>(`/api/sync/deliveries?flow=${flow}&size=8&sort=-id`);
    return (
        <Panel
            title={translate('portal.sync.flows.newest')}
            error={error}
            isReading={!data && !error}
            action={
                <Anchor component={Link} to={`/deliveries?filter=${filterOf({ flow })}`}>
                    {translate('portal.sync.all')}
                </Anchor>
            }>
            {data?.items.length === 0 ? (
                <Typography color="textSecondary">{translate('portal.sync.flows.noneYet')}</Typography>
            ) : (
                <Table
                    label={translate('portal.sync.flows.newest')}
                    rows={data?.items ?? []}
                    keyOf={one => one.id}
                    columns={[
                        {
                            name: 'resources.dead-letters.fields.subject',
                            value: one => (
                                <Anchor component={Link} to={`/${one.state === 'dead' ? 'dead-letters' : 'deliveries'}/${one.id}/show`}>
                                    {one.subject}
                                </Anchor>
                            ),
                        },
                        { name: 'resources.dead-letters.fields.state', value: one => <Word value={one.state} /> },
                        { name: 'portal.sync.targetId', value: one => one.targetId, isWide: true },
                        { name: 'resources.dead-letters.fields.createdAt', value: one => <Moment at={one.createdAt} /> },
                    ]}
                />
            )}
        </Panel>
    );
};
