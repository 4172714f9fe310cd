import { Alert, Chip, Link as Anchor, Skeleton, Stack, Typography } from '@mui/material';
import { Title, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { Flow, FlowList, SystemList, SystemView } from '../parts/types';
import { useTicking } from '../parts/useTicking';
import { ReachChip } from './ReachChip';

/** The systems that flows can name: the modules of Lockstep, and those of others. */
export const SystemListPage = () => {
    const translate = useTranslate();
    const { data, error } = useTicking<SystemList>('/api/systems');
    const { data: flows } = useTicking<FlowList>('/api/sync/flows', 15_000);
    const outside = data?.items.filter(one => one.file);
    const modules = data?.items.filter(one => !one.file);
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('resources.systems.name', { smart_count: 2 })} />
            <Typography variant="h1" component="h2">
                {translate('resources.systems.name', { smart_count: 2 })}
            </Typography>
            {error && !data && <Alert severity="warning">{error}</Alert>}
            {!data && !error && <Skeleton variant="rounded" height={200} />}
            {outside && (
                <Panel title={translate('portal.sync.systems.outside')}>
                    {outside.length === 0 ? (
                        <Typography color="textSecondary" sx={{ maxWidth: '75ch' }}>
                            {translate('portal.sync.systems.noneOutside')}
                        </Typography>
                    ) : (
                        <Systems label={translate('portal.sync.systems.outside')} of={outside} flows={flows?.items ?? []} />
                    )}
                </Panel>
            )}
            {modules && (
                <Panel title={translate('portal.sync.systems.modules')}>
                    <Systems label={translate('portal.sync.systems.modules')} of={modules} flows={flows?.items ?? []} />
                </Panel>
            )}
            {data && data.connectors.length > 0 && (
                <Panel title={translate('portal.sync.systems.connectors')}>
                    <Typography color="textSecondary" gutterBottom sx={{ maxWidth: '75ch' }}>
                        {translate('portal.sync.systems.connectorsText')}
                    </Typography>
                    <Table
                        label={translate('portal.sync.systems.connectors')}
                        rows={data.connectors}
                        keyOf={one => one.name}
                        columns={[
                            { name: 'portal.sync.systems.connector', value: one => <b>{one.name}</b> },
                            { name: 'resources.flows.fields.description', value: one => one.description },
                            {
                                name: 'portal.sync.systems.signIn',
                                value: one => one.signIns.map(way => translate(`portal.sync.signIns.${way}`, { _: way })).join(', '),
                                isWide: true,
                            },
                        ]}
                    />
                </Panel>
            )}
        </Stack>
    );
};

const Systems = ({ label, of, flows }: { label: string; of: SystemView[]; flows: Flow[] }) => (
    <Table
        label={label}
        rows={of}
        keyOf={one => one.name}
        columns={[
            {
                name: 'resources.flows.fields.name',
                value: one => (
                    <>
                        <Anchor component={Link} to={`/systems/${one.name}/show`} sx={{ fontWeight: 600 }}>
                            {one.name}
                        </Anchor>
                        <Typography variant="body2" color="textSecondary">
                            {one.description}
                        </Typography>
                    </>
                ),
            },
            ...(of.some(one => one.file)
                ? [{ name: 'portal.sync.systems.reach', value: (one: SystemView) => <ReachChip of={one} /> }]
                : []),
            {
                name: 'portal.sync.systems.kinds',
                value: one => (
                    <Stack direction="row" sx={{ flexWrap: 'wrap', gap: 0.5 }}>
                        {one.kinds.map(kind => (
                            <Chip key={kind.name} size="small" label={kind.name} />
                        ))}
                    </Stack>
                ),
                isWide: true,
            },
            {
                name: 'portal.sync.flowCount',
                value: one => flows.filter(flow => flow.source === one.name || flow.target === one.name).length,
                isNumber: true,
            },
        ]}
    />
);
