import { Alert, Box, Card, CardContent, Chip, Divider, Grid, Stack, Typography } from '@mui/material';
import {
    Create,
    EditButton,
    SearchInput,
    SelectInput,
    Show,
    SimpleForm,
    TextField,
    TextInput,
    TopToolbar,
    email,
    maxLength,
    required,
    useRecordContext,
    useLocale,
    useTranslate,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { CustomFacts } from '../custom/CustomFacts';
import { CustomInputs } from '../custom/CustomInputs';
import { ChoiceField, Word, activities, choicesOf } from '../look/Choice';
import { BulkSet } from '../look/BulkSet';
import { setField } from '../look/bulk';
import { History } from '../look/History';
import { Moment, MomentField, money } from '../look/Money';
import { RecordTable } from '../look/RecordList';
import { Rows } from '../look/Rows';
import { SafeEdit } from '../look/SafeEdit';
import { useFresh } from '../look/useFresh';
import { LastChanges, type Change } from './LastChanges';
import { MergeButton } from './Merge';
import { Merges } from './Merges';
import { Notes } from './Notes';

const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <SelectInput source="status" choices={choicesOf(...activities)} key="status" />,
    <TextInput source="country" label="resources.customers.fields.country" key="country" />,
    <TextInput source="source" key="source" />,
    <TextInput source="externalId" key="externalId" />,
];

export const CustomerList = () => (
    <RecordTable
        filters={filters}
        sort={{ field: 'updatedAt', order: 'DESC' }}
        bulk={<BulkSet label="records.bulk.status" choices={activities} run={setField('customers', 'status')} />}
        omit={['source', 'externalId', 'phone']}>
        <TextField source="name" />
        <TextField source="organisation" sortable={false} />
        <TextField source="email" sortable={false} />
        <TextField source="phone" sortable={false} />
        <TextField source="address.city" sortable={false} />
        <TextField source="address.country" sortable={false} />
        <TextField source="source" sortable={false} />
        <TextField source="externalId" sortable={false} />
        <ChoiceField source="status" sortable={false} />
        <MomentField source="updatedAt" />
    </RecordTable>
);

const Fields = () => (
    <Grid container spacing={2} sx={{ maxWidth: 900 }}>
        <Grid size={{ xs: 12, sm: 6 }}>
            <TextInput source="name" validate={[required(), maxLength(150)]} />
        </Grid>
        <Grid size={{ xs: 12, sm: 6 }}>
            <TextInput source="organisation" />
        </Grid>
        <Grid size={{ xs: 12, sm: 6 }}>
            <TextInput source="email" type="email" validate={[email(), maxLength(180)]} />
        </Grid>
        <Grid size={{ xs: 12, sm: 6 }}>
            <TextInput source="phone" validate={maxLength(50)} />
        </Grid>
        <Grid size={12}>
            <TextInput source="address.line" />
        </Grid>
        <Grid size={{ xs: 6, sm: 3 }}>
            <TextInput source="address.postalCode" />
        </Grid>
        <Grid size={{ xs: 6, sm: 3 }}>
            <TextInput source="address.city" />
        </Grid>
        <Grid size={{ xs: 6, sm: 3 }}>
            <TextInput source="address.region" />
        </Grid>
        <Grid size={{ xs: 6, sm: 3 }}>
            <TextInput source="address.country" />
        </Grid>
        <Grid size={{ xs: 12, sm: 6 }}>
            <SelectInput source="status" choices={choicesOf(...activities)} defaultValue="active" validate={required()} />
        </Grid>
    </Grid>
);

export const CustomerCreate = () => (
    <Create redirect="show">
        <SimpleForm>
            <Fields />
            <CustomInputs />
        </SimpleForm>
    </Create>
);

export const CustomerEdit = () => (
    <SafeEdit>
        <Fields />
        <CustomInputs />
    </SafeEdit>
);

export const CustomerShow = () => (
    <Show
        actions={
            <TopToolbar>
                <MergeButton />
                <EditButton />
            </TopToolbar>
        }
        component="div">
        <Overview />
        <CustomFacts />
        <Notes />
        <Merges />
        <History />
    </Show>
);

interface OverviewAnswer {
    orders: { id: number; status: string; totalAmount: number; currency: string; placedAt: string }[];
    tickets: { id: number; subject: string; status: string; priority: string; dueAt: string | null }[];
    packages: { id: number; kind: string; status: string; updatedAt: string }[];
    moneyOwed: { currency: string; amount: number }[];
    links: { kind: string; id: number; field: string; source: string | null; value: string }[];
    partial?: boolean;
    missing: { part: string; reason: string }[];
    lastChanges: Change[];
}

/** What a customer's page follows while it is open. */
const followed = ['order', 'ticket', 'package'];

const Overview = () => {
    const record = useRecordContext();
    const locale = useLocale();
    const translate = useTranslate();
    const { data, error } = useFresh<OverviewAnswer>(record ? `/api/customers/${record.id}/overview` : null, followed);
    if (!record) return null;
    const address = record.address ?? {};
    return (
        <Grid container spacing={2} sx={{ '& > *': { minWidth: 0 } }}>
            <Grid size={{ xs: 12, md: 4 }}>
                <Card>
                    <CardContent>
                        <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'start' }}>
                            <Typography variant="h1" component="h2">
                                {record.name}
                            </Typography>
                            <Word value={record.status} />
                        </Stack>
                        {record.organisation && <Typography color="textSecondary">{record.organisation}</Typography>}
                        <Divider sx={{ my: 2 }} />
                        <Stack spacing={1}>
                            {record.email && <a href={`mailto:${record.email}`}>{record.email}</a>}
                            {record.phone && <a href={`tel:${record.phone}`}>{record.phone}</a>}
                            <Box sx={{ whiteSpace: 'pre-line' }}>
                                {[
                                    address.line,
                                    [address.postalCode, address.city].filter(Boolean).join(' '),
                                    address.region,
                                    address.country,
                                ]
                                    .filter(Boolean)
                                    .join('\n')}
                            </Box>
                            <Typography variant="body2" color="textSecondary">
                                <Moment at={record.createdAt} />
                            </Typography>
                        </Stack>
                    </CardContent>
                </Card>
                {data && data.moneyOwed.length > 0 && (
                    <Card sx={{ mt: 2 }}>
                        <CardContent>
                            <Typography variant="h2" component="h3">
                                {translate('portal.customer.owed')}
                            </Typography>
                            {data.moneyOwed.map(one => (
                                <Typography key={one.currency} variant="h1" component="p">
                                    {money(one.amount, one.currency, locale)}
                                </Typography>
                            ))}
                        </CardContent>
                    </Card>
                )}
                {data && data.links.length > 0 && (
                    <Card sx={{ mt: 2 }}>
                        <CardContent>
                            <Typography variant="h2" component="h3" gutterBottom>
                                {translate('portal.customer.links')}
                            </Typography>
                            <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap' }}>
                                {data.links.map(one => (
                                    <Chip
                                        key={`${one.kind}${one.id}${one.value}`}
                                        size="small"
                                        label={`${one.source ?? one.field}: ${one.value}`}
                                    />
                                ))}
                            </Stack>
                        </CardContent>
                    </Card>
                )}
            </Grid>
            <Grid size={{ xs: 12, md: 8 }}>
                <Stack spacing={2}>
                    <Rows
                        title="portal.customer.orders"
                        rows={data?.orders}
                        error={error}
                        empty="portal.customer.none"
                        columns={order => [
                            <Link to={`/orders/${order.id}/show`}>{order.id}</Link>,
                            <Word value={order.status} />,
                            <Moment at={order.placedAt} />,
                            <Box sx={{ textAlign: 'right' }}>{money(order.totalAmount, order.currency, locale)}</Box>,
                        ]}
                    />
                    <Rows
                        title="portal.customer.tickets"
                        rows={data?.tickets}
                        error={error}
                        empty="portal.customer.none"
                        columns={ticket => [
                            <Link to={`/tickets/${ticket.id}/show`}>{ticket.subject}</Link>,
                            <Word value={ticket.priority} />,
                            <Word value={ticket.status} />,
                            <Moment at={ticket.dueAt} />,
                        ]}
                    />
                    <Rows
                        title="portal.customer.packages"
                        rows={data?.packages}
                        error={error}
                        empty="portal.customer.none"
                        columns={one => [
                            <Link to={`/packages/${one.id}/show`}>{one.id}</Link>,
                            <Word value={one.kind} />,
                            <Word value={one.status} />,
                            <Moment at={one.updatedAt} />,
                        ]}
                    />
                    {data?.partial && (
                        <Alert severity="warning">
                            {translate('records.changes.missing', {
                                parts: data.missing.map(one => `${one.part} (${one.reason})`).join(', '),
                            })}
                        </Alert>
                    )}
                    {data && data.lastChanges.length > 0 && <LastChanges of={data.lastChanges} />}
                </Stack>
            </Grid>
        </Grid>
    );
};
