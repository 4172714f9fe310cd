import { Alert, Button, Grid, Link as Anchor, Skeleton, Stack, Typography } from '@mui/material';
import { Title, useCanAccess, useRedirect, useTranslate } from 'react-admin';
import { Link, useParams } from 'react-router-dom';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { Mend } from '../dead/Mend';
import { PutRight } from '../dead/PutRight';
import { filterOf } from '../flows/filterOf';
import { Code } from '../parts/Code';
import { Facts, Panel } from '../parts/Panel';
import type { DeliveryDetails } from '../parts/types';
import { useTicking } from '../parts/useTicking';
import { Attempts } from './Attempts';

/** One delivery: what it brings where, every attempt with its answer, and how to put it right when it is dead. */
export const DeliveryPage = () => {
    const { id = '' } = useParams();
    const translate = useTranslate();
    const redirect = useRedirect();
    const { data, error, read } = useTicking<DeliveryDetails>(`/api/sync/deliveries/${id}`);
    const { canAccess } = useCanAccess({ resource: 'dead-letters', action: 'edit' });
    if (!data)
        return error ? (
            <Alert severity="warning" sx={{ mt: 2 }}>
                {error}
            </Alert>
        ) : (
            <Skeleton variant="rounded" height={300} sx={{ mt: 2 }} />
        );
    const { delivery, attempts } = data;
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={`${delivery.subject} → ${delivery.target}`} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'start', flexWrap: 'wrap', gap: 1 }}>
                <Typography variant="h1" component="h2" sx={{ overflowWrap: 'anywhere' }}>
                    {delivery.subject} → {delivery.target}
                </Typography>
                <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
                    <Word value={delivery.cause} />
                    <Word value={delivery.state} />
                    {delivery.state === 'dead' && (
                        <PutRight isDiscardOnly filter={{ ids: [delivery.id] }} count={1} onDone={() => redirect('/dead-letters')} />
                    )}
                </Stack>
            </Stack>
            {delivery.message && (
                <Alert severity={delivery.state === 'dead' ? 'error' : 'info'} sx={{ overflowWrap: 'anywhere' }}>
                    {delivery.message}
                </Alert>
            )}
            <Grid container spacing={2} sx={{ '& > *': { minWidth: 0 } }}>
                <Grid size={{ xs: 12, lg: 6 }}>
                    <Stack spacing={2}>
                        <About of={data} />
                        <Panel title={translate('portal.dead.attempts')}>
                            <Attempts of={attempts} />
                        </Panel>
                    </Stack>
                </Grid>
                <Grid size={{ xs: 12, lg: 6 }}>
                    <Stack spacing={2}>
                        {delivery.state === 'dead' && canAccess && <Mend key={delivery.id} of={data} onDone={read} />}
                        <Record title="portal.dead.payload" of={data.payload} />
                        {data.original ? <Record title="portal.sync.deliveries.original" of={data.original} /> : null}
                    </Stack>
                </Grid>
            </Grid>
        </Stack>
    );
};

const About = ({ of: { delivery, editedBy } }: { of: DeliveryDetails }) => {
    const translate = useTranslate();
    const name = (field: string) => translate(`resources.deliveries.fields.${field}`);
    const ours = /^(customers|products|orders|tickets|packages)\/\d+$/.test(delivery.subject);
    return (
        <Panel
            title={translate('resources.deliveries.name', { smart_count: 1 })}
            action={
                <Button component={Link} to={`/deliveries?filter=${filterOf({ subject: delivery.subject })}`} size="small">
                    {translate('portal.sync.deliveries.ofRecord')}
                </Button>
            }>
            <Facts
                of={[
                    [name('id'), delivery.id],
                    [
                        name('flow'),
                        <Anchor component={Link} to={`/flows/${delivery.flow}/show`}>
                            {delivery.flow}
                        </Anchor>,
                    ],
                    [
                        name('subject'),
                        ours ? (
                            <Anchor component={Link} to={`/${delivery.subject}/show`}>
                                {delivery.subject}
                            </Anchor>
                        ) : (
                            delivery.subject
                        ),
                    ],
                    [name('version'), delivery.version],
                    [name('targetId'), delivery.targetId],
                    [translate('portal.sync.deliveries.waitsFor'), delivery.waitingFor],
                    [name('createdAt'), <Moment at={delivery.createdAt} />],
                    [name('dueAt'), delivery.state === 'pending' ? <Moment at={delivery.dueAt} /> : null],
                    [name('finishedAt'), delivery.finishedAt && <Moment at={delivery.finishedAt} />],
                    [translate('portal.sync.deliveries.replays'), delivery.replays || null],
                    [translate('portal.sync.deliveries.editedBy'), editedBy],
                    [
                        translate('portal.sync.deliveries.fingerprint'),
                        delivery.fingerprint && (
                            <Anchor component={Link} to={`/dead-letters?filter=${filterOf({ fingerprint: delivery.fingerprint })}`}>
                                {delivery.fingerprint}
                            </Anchor>
                        ),
                    ],
                ]}
            />
        </Panel>
    );
};

const Record = ({ title, of }: { title: string; of: unknown }) => {
    const translate = useTranslate();
    return (
        <Panel title={translate(title)}>
            {of ? (
                <Code of={of} label={translate(title)} />
            ) : (
                <Typography color="textSecondary">{translate('portal.sync.deliveries.noPayload')}</Typography>
            )}
        </Panel>
    );
};
