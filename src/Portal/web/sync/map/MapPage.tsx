import { Alert, Box, Card, Chip, Link as Anchor, Skeleton, Stack, Typography, useMediaQuery, type Theme } from '@mui/material';
import { Suspense, lazy } from 'react';
import { Title, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { filterOf } from '../flows/filterOf';
import { Count, FreshChip, Route, StateChip } from '../flows/marks';
import { useFlows } from '../flows/useFlows';
import { Nothing, Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { SystemList } from '../parts/types';
import { useTicking } from '../parts/useTicking';

const Drawing = lazy(() => import('./Drawing'));

/** What moves between the systems, as a picture and as a table. */
export const MapPage = () => {
    const translate = useTranslate();
    const isNarrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'));
    const { flows, error } = useFlows();
    const { data: systems } = useTicking<SystemList>('/api/systems');
    const isThere = flows && systems;
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('portal.sync.map.title')} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap', gap: 1 }}>
                <Typography variant="h1" component="h2">
                    {translate('portal.sync.map.title')}
                </Typography>
                <Legend />
            </Stack>
            {error && !flows && <Alert severity="warning">{error}</Alert>}
            {isThere && flows.length === 0 && (
                <Nothing title={translate('portal.sync.flows.none')} text={translate('portal.sync.flows.noneText')} />
            )}
            {!error && (!isThere || flows.length > 0) && (
                <Card>
                    <Suspense fallback={<Skeleton variant="rounded" height={480} />}>
                        {isThere ? (
                            <Drawing flows={flows} systems={systems.items} isNarrow={isNarrow} />
                        ) : (
                            <Skeleton variant="rounded" height={480} />
                        )}
                    </Suspense>
                </Card>
            )}
            {flows && flows.length > 0 && (
                <Panel title={translate('portal.sync.map.table')}>
                    <Table
                        label={translate('portal.sync.map.table')}
                        rows={flows}
                        keyOf={one => one.name}
                        columns={[
                            { name: 'portal.sync.flows.route', value: one => <Route flow={one} /> },
                            {
                                name: 'resources.flows.fields.name',
                                value: one => (
                                    <Anchor component={Link} to={`/flows/${one.name}/show`}>
                                        {one.name}
                                    </Anchor>
                                ),
                            },
                            { name: 'resources.dead-letters.fields.state', value: one => <StateChip flow={one} />, isWide: true },
                            { name: 'portal.sync.fresh.title', value: one => <FreshChip of={one.freshness} />, isWide: true },
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
                                value: one => (
                                    <Count of={one.dead} colour="error" to={`/dead-letters?filter=${filterOf({ flow: one.name })}`} />
                                ),
                                isNumber: true,
                            },
                        ]}
                    />
                </Panel>
            )}
        </Stack>
    );
};

const Legend = () => {
    const translate = useTranslate();
    return (
        <Box
            component="ul"
            aria-label={translate('portal.sync.map.legend')}
            sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, m: 0, p: 0, listStyle: 'none' }}>
            {(
                [
                    ['good', 'success'],
                    ['waits', 'warning'],
                    ['bad', 'error'],
                    ['paused', 'default'],
                ] as const
            ).map(([word, colour]) => (
                <li key={word}>
                    <Chip size="small" variant="outlined" color={colour} label={translate(`portal.sync.map.${word}`)} />
                </li>
            ))}
        </Box>
    );
};
