import { Alert, Chip, Grid, Link as Anchor, Skeleton, Stack, Typography } from '@mui/material';
import { Title, useCanAccess, useLocale, useTranslate } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import { FreshChip, Route, StateChip } from '../flows/marks';
import { useFlows } from '../flows/useFlows';
import { Facts, Nothing, Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { SystemList, SystemView } from '../parts/types';
import { useTicking } from '../parts/useTicking';
import { ConnectionTest } from './ConnectionTest';
import { Consent } from './Consent';
import { ReachChip } from './ReachChip';

/** One system: whether it can be reached, how fast it may be called, what can be done with its records, which flows use it. */
export const SystemPage = () => {
    const { id: name = '' } = useParams();
    const translate = useTranslate();
    const { data, error } = useTicking<SystemList>('/api/systems');
    const { canAccess } = useCanAccess({ resource: 'systems', action: 'edit' });
    const system = data?.items.find(one => one.name === name);
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={name} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'start', gap: 1, flexWrap: 'wrap' }}>
                <div>
                    <Typography variant="h1" component="h2">
                        {name}
                    </Typography>
                    <Typography color="textSecondary">{system?.description}</Typography>
                </div>
                {system?.file && <ReachChip of={system} />}
            </Stack>
            {error && !data && <Alert severity="warning">{error}</Alert>}
            {!data && !error && <Skeleton variant="rounded" height={200} />}
            {data && !system && (
                <Nothing title={translate('portal.sync.systems.missing', { name })} text={translate('portal.sync.systems.missingText')} />
            )}
            {system && (
                <>
                    <Grid container spacing={2} sx={{ '& > *': { minWidth: 0 } }}>
                        <Grid size={{ xs: 12, md: 6 }}>
                            <About of={system} />
                        </Grid>
                        <Grid size={{ xs: 12, md: 6 }}>
                            <Stack spacing={2}>
                                {canAccess && <ConnectionTest key={name} system={name} />}
                                {canAccess && system.signIn === 'authorization-code' && <Consent system={name} />}
                            </Stack>
                        </Grid>
                    </Grid>
                    <Kinds of={system} />
                    <FlowsOf system={name} />
                </>
            )}
        </Stack>
    );
};

const About = ({ of }: { of: SystemView }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const number = (value: number | null | undefined, none: string) =>
        value === null || value === undefined ? translate(none) : new Intl.NumberFormat(locale).format(value);
    return (
        <Panel title={translate('portal.sync.systems.about')}>
            <Facts
                of={[
                    [
                        translate('portal.sync.systems.connector'),
                        of.connector === 'builtin' ? translate('portal.sync.systems.builtIn') : of.connector,
                    ],
                    [translate('portal.sync.systems.file'), of.file],
                    [translate('portal.sync.systems.signIn'), of.signIn && translate(`portal.sync.signIns.${of.signIn}`, { _: of.signIn })],
                    ...(of.limits
                        ? ([
                              [translate('portal.sync.systems.rate'), number(of.limits.perSecond, 'portal.sync.systems.noLimit')],
                              [
                                  translate('portal.sync.systems.burst'),
                                  of.limits.perSecond ? number(of.limits.burst, 'portal.sync.systems.noLimit') : null,
                              ],
                              [translate('portal.sync.systems.inFlight'), number(of.limits.inFlight, 'portal.sync.systems.bySettings')],
                              [translate('portal.sync.systems.processes'), of.limits.processes],
                          ] as [string, string | number | null][])
                        : []),
                ]}
            />
        </Panel>
    );
};

const Kinds = ({ of }: { of: SystemView }) => {
    const translate = useTranslate();
    return (
        <Panel title={translate('portal.sync.systems.can')}>
            <Table
                label={translate('portal.sync.systems.can')}
                rows={of.kinds}
                keyOf={one => one.name}
                columns={[
                    { name: 'resources.flows.fields.kind', value: one => <b>{one.name}</b> },
                    {
                        name: 'portal.sync.systems.what',
                        value: one => (
                            <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 0.5 }}>
                                {one.can.map(word => (
                                    <Chip
                                        key={word}
                                        size="small"
                                        variant="outlined"
                                        label={translate(`portal.sync.can.${word}`, { _: word })}
                                    />
                                ))}
                            </Stack>
                        ),
                    },
                    { name: 'portal.sync.systems.foundBy', value: one => one.searchFields.join(', ') || '–', isWide: true },
                ]}
            />
        </Panel>
    );
};

const FlowsOf = ({ system }: { system: string }) => {
    const translate = useTranslate();
    const { flows } = useFlows();
    const used = flows?.filter(one => one.source === system || one.target === system);
    return (
        <Panel title={translate('resources.flows.name', { smart_count: 2 })} isReading={!used}>
            {used?.length === 0 ? (
                <Typography color="textSecondary">{translate('portal.sync.systems.noFlows')}</Typography>
            ) : (
                <Table
                    label={translate('resources.flows.name', { smart_count: 2 })}
                    rows={used ?? []}
                    keyOf={one => one.name}
                    columns={[
                        {
                            name: 'resources.flows.fields.name',
                            value: one => (
                                <Anchor component={Link} to={`/flows/${one.name}/show`}>
                                    {one.name}
                                </Anchor>
                            ),
                        },
                        { name: 'portal.sync.flows.route', value: one => <Route flow={one} />, isWide: true },
                        { name: 'resources.dead-letters.fields.state', value: one => <StateChip flow={one} /> },
                        { name: 'portal.sync.fresh.title', value: one => <FreshChip of={one.freshness} /> },
                    ]}
                />
            )}
        </Panel>
    );
};
