import { Alert, Box, Skeleton, Stack, Tab, Tabs, Typography } from '@mui/material';
import { Title, useCanAccess, useTranslate } from 'react-admin';
import { useParams, useSearchParams } from 'react-router-dom';
import type { Flow } from '../parts/types';
import { useMaybe } from '../parts/useMaybe';
import { FirstMatchPart } from './FirstMatchPart';
import { FlowFacts } from './FlowFacts';
import { FlowEditor } from './FlowEditor';
import { FlowVersions } from './FlowVersions';
import { BackfillPart } from './BackfillPart';
import { RunsPart } from './RunsPart';
import { PauseButton } from './PauseButton';
import { Route, StateChip } from './marks';

/** One flow: what it does, how it fares, its text, and what can be done with it. */
export const FlowPage = () => {
    const { id: name = '' } = useParams();
    const translate = useTranslate();
    const [search, setSearch] = useSearchParams();
    const { data, error, read } = useMaybe<Flow>(`/api/sync/flows/${name}`, 5000);
    const flow = data ?? undefined;
    const { canAccess } = useCanAccess({ resource: 'flows', action: 'edit' });
    const isBothWays = flow?.trigger.startsWith('both ways') ?? false;
    const tabs = [
        'overview',
        ...(canAccess ? ['definition'] : []),
        'versions',
        'backfill',
        ...(flow?.times ? ['runs'] : []),
        ...(isBothWays ? ['first-match'] : []),
    ];
    const wanted = search.get('tab') ?? 'overview';
    const tab = flow ? (tabs.includes(wanted) ? wanted : 'overview') : 'versions';
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={name} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'start', flexWrap: 'wrap', gap: 1 }}>
                <Box sx={{ minWidth: 0 }}>
                    <Typography variant="h1" component="h2" sx={{ overflowWrap: 'anywhere' }}>
                        {name}
                    </Typography>
                    {flow && <Typography color="textSecondary">{flow.description}</Typography>}
                    {flow && <Route flow={flow} />}
                </Box>
                {flow && (
                    <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
                        <StateChip flow={flow} />
                        {canAccess && <PauseButton flow={flow} onDone={read} />}
                    </Stack>
                )}
            </Stack>
            {error && !flow && <Alert severity="warning">{error}</Alert>}
            {data === null && <Alert severity="info">{translate('portal.sync.flows.notInForce')}</Alert>}
            {flow?.wrong && (
                <Alert severity="error">
                    {translate('portal.sync.flows.wrong')} {flow.wrong}
                </Alert>
            )}
            {flow && (
                <Tabs
                    value={tab}
                    onChange={(_, value: string) => setSearch({ tab: value }, { replace: true })}
                    variant="scrollable"
                    scrollButtons={false}
                    aria-label={name}>
                    {tabs.map(one => (
                        <Tab
                            key={one}
                            value={one}
                            label={translate(`portal.sync.tab.${one}`)}
                            id={`tab-${one}`}
                            aria-controls={`part-${one}`}
                        />
                    ))}
                </Tabs>
            )}
            {data === undefined ? (
                !error && <Skeleton variant="rounded" height={240} />
            ) : (
                <Box
                    role="tabpanel"
                    id={`part-${tab}`}
                    aria-labelledby={flow ? `tab-${tab}` : undefined}
                    aria-label={flow ? undefined : translate('portal.sync.tab.versions')}>
                    {tab === 'overview' && flow && <FlowFacts flow={flow} />}
                    {tab === 'definition' && flow && <FlowEditor key={flow.name} flow={flow} onApplied={read} />}
                    {tab === 'versions' && <FlowVersions name={name} inForce={flow?.version} onApplied={read} />}
                    {tab === 'backfill' && flow && <BackfillPart flow={flow} />}
                    {tab === 'runs' && flow && <RunsPart flow={flow} />}
                    {tab === 'first-match' && flow && <FirstMatchPart flow={flow} />}
                </Box>
            )}
        </Stack>
    );
};
