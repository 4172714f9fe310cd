import {
    Box,
    Button,
    Card,
    CardContent,
    Grid,
    Stack,
    Step,
    StepLabel,
    Stepper,
    Table,
    TableBody,
    TableCell,
    TableFooter,
    TableHead,
    TableRow,
    Typography,
} from '@mui/material';
import { useState } from 'react';
import {
    Confirm,
    Create,
    DateInput,
    EditButton,
    SearchInput,
    SelectInput,
    Show,
    SimpleForm,
    TextField,
    TextInput,
    TopToolbar,
    useCanAccess,
    useLocale,
    useNotify,
    useRecordContext,
    useRefresh,
    useTranslate,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { call } from '../api/http';
import { CustomFacts } from '../custom/CustomFacts';
import { CustomInputs } from '../custom/CustomInputs';
import { ChoiceField, Word, choicesOf, orderStates } from '../look/Choice';
import { BulkSet } from '../look/BulkSet';
import { setOrderStatus } from '../look/bulk';
import { ForStaff } from '../look/ForStaff';
import { History } from '../look/History';
import { Moment, MomentField, MoneyField, money } from '../look/Money';
import { PrintButton } from '../look/PrintButton';
import { RecordTable } from '../look/RecordList';
import { OrderCustomer, OrderLines } from './OrderInputs';

export { OrderEdit } from './OrderEdit';

const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <SelectInput source="status" choices={choicesOf(...orderStates)} key="status" alwaysOn />,
    <SelectInput source="kind" choices={choicesOf('sale', 'return')} key="kind" />,
    <TextInput source="reference" key="reference" />,
    <TextInput source="erpReference" key="erpReference" />,
    <DateInput source="from" key="from" />,
    <DateInput source="to" key="to" />,
];

export const OrderList = () => (
    <RecordTable
        filters={filters}
        sort={{ field: 'placedAt', order: 'DESC' }}
        bulk={<BulkSet label="records.bulk.next" choices={orderStates.filter(one => one !== 'NEW')} run={setOrderStatus} />}
        omit={['kind', 'updatedAt', 'erpReference']}>
        <TextField source="id" />
        <MomentField source="placedAt" />
        <TextField source="customerName" sortable={false} />
        <ChoiceField source="kind" sortable={false} />
        <ChoiceField source="status" sortable={false} />
        <TextField source="reference" sortable={false} />
        <TextField source="erpReference" sortable={false} />
        <MoneyField source="totalAmount" textAlign="right" />
        <MomentField source="updatedAt" />
    </RecordTable>
);

export const OrderCreate = () => (
    <Create redirect="show">
        <SimpleForm defaultValues={{ items: [{}] }} sx={{ maxWidth: 900 }}>
            <OrderCustomer />
            <TextInput source="reference" />
            <OrderLines />
            <CustomInputs />
        </SimpleForm>
    </Create>
);

export const OrderShow = () => (
    <Show
        actions={
            <TopToolbar>
                <EditButton />
                <PrintButton />
            </TopToolbar>
        }
        component="div">
        <Life />
        <Lines />
        <CustomFacts />
        <History />
    </Show>
);

/** The steps that the life cycle allows; the API refuses every other one itself. */
const nextSteps: Record<string, string[]> = {
    NEW: ['PROCESSING'],
    PROCESSING: ['SHIPPED', 'COMPLETED'],
    SHIPPED: ['DELIVERED', 'INVOICED'],
    DELIVERED: ['INVOICED'],
    INVOICED: ['COMPLETED'],
};
const path = ['NEW', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'INVOICED', 'COMPLETED'];

const Life = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const notify = useNotify();
    const refresh = useRefresh();
    const { canAccess } = useCanAccess({ resource: 'orders', action: 'edit' });
    const [asked, setAsked] = useState<string | null>(null);
    if (!record) return null;
    const word = (state: string) => translate(`choices.${state}`);
    const go = async (state: string) => {
        setAsked(null);
        try {
            const etag = { 'If-Match': `"${record.version}"` };
            if (state === 'CANCELLED') await call(`/api/orders/${record.id}/cancel`, { method: 'POST', body: {}, headers: etag });
            else await call(`/api/orders/${record.id}/status`, { method: 'PUT', body: { status: state }, headers: etag });
            notify('portal.order.moved', { messageArgs: { status: word(state) } });
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
        }
        refresh();
    };
    const isCancelled = record.status === 'CANCELLED';
    return (
        <Card>
            <CardContent>
                <Stack direction={{ xs: 'column', sm: 'row' }} spacing={2} sx={{ justifyContent: 'space-between', mb: 2 }}>
                    <div>
                        <Typography variant="h1" component="h2">
                            {translate('resources.orders.name', { smart_count: 1 })} {record.id}
                        </Typography>
                        <Typography color="textSecondary">
                            {record.customerId ? (
                                <Link to={`/customers/${record.customerId}/show`}>{record.customerName}</Link>
                            ) : (
                                record.customerName
                            )}{' '}
                            · <Moment at={record.placedAt} />
                            {record.reference && ` · ${record.reference}`}
                            {record.erpReference && ` · ERP ${record.erpReference}`}
                        </Typography>
                    </div>
                    {canAccess && (
                        <Stack direction="row" spacing={1} className="no-print" sx={{ alignItems: 'start' }}>
                            <ForStaff permission="orders:write">
                                {(nextSteps[record.status] ?? []).map(state => (
                                    <Button key={state} variant="contained" onClick={() => setAsked(state)}>
                                        {translate('records.next', { status: word(state) })}
                                    </Button>
                                ))}
                            </ForStaff>
                            {(record.status === 'NEW' || record.status === 'PROCESSING') && (
                                <Button color="error" variant="outlined" onClick={() => setAsked('CANCELLED')}>
                                    {translate('portal.order.cancel')}
                                </Button>
                            )}
                        </Stack>
                    )}
                </Stack>
                {isCancelled ? (
                    <Word value="CANCELLED" />
                ) : (
                    <Box sx={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={translate('portal.order.steps')}>
                        <Stepper
                            activeStep={record.status === 'COMPLETED' ? path.length : path.indexOf(record.status)}
                            alternativeLabel
                            aria-label={translate('portal.order.steps')}
                            sx={{ minWidth: 520 }}>
                            {path.map(state => (
                                <Step key={state}>
                                    <StepLabel>{word(state)}</StepLabel>
                                </Step>
                            ))}
                        </Stepper>
                    </Box>
                )}
                <Confirm
                    isOpen={asked !== null}
                    title={asked === 'CANCELLED' ? translate('portal.order.cancel') : translate('portal.order.next')}
                    content={translate('portal.order.confirm', { status: asked ? word(asked) : '' })}
                    onConfirm={() => asked && go(asked)}
                    onClose={() => setAsked(null)}
                />
            </CardContent>
        </Card>
    );
};

interface Line {
    productId: number | null;
    sku: string;
    name: string;
    quantity: number;
    unitPrice: number;
    discount: number;
    lineTotal: number;
}

const Lines = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const locale = useLocale();
    if (!record) return null;
    const field = (name: string) => translate(`resources.orders.fields.${name}`);
    return (
        <Grid container sx={{ mt: 2 }}>
            <Card sx={{ width: '100%', overflowX: 'auto' }}>
                <CardContent>
                    <Typography variant="h2" component="h3" gutterBottom>
                        {translate('portal.order.lines')}
                    </Typography>
                    <Table size="small">
                        <TableHead>
                            <TableRow>
                                <TableCell>{field('sku')}</TableCell>
                                <TableCell>{field('name')}</TableCell>
                                {['quantity', 'unitPrice', 'discount', 'lineTotal'].map(name => (
                                    <TableCell key={name} align="right">
                                        {field(name)}
                                    </TableCell>
                                ))}
                            </TableRow>
                        </TableHead>
                        <TableBody>
                            {((record.items ?? []) as Line[]).map((line, index) => (
                                <TableRow key={index}>
                                    <TableCell>
                                        {line.productId ? <Link to={`/products/${line.productId}/show`}>{line.sku}</Link> : line.sku}
                                    </TableCell>
                                    <TableCell>{line.name}</TableCell>
                                    <TableCell align="right">{new Intl.NumberFormat(locale).format(line.quantity)}</TableCell>
                                    <TableCell align="right">{money(line.unitPrice, record.currency, locale)}</TableCell>
                                    <TableCell align="right">
                                        {line.discount
                                            ? new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
                                                  line.discount,
                                              )
                                            : ''}
                                    </TableCell>
                                    <TableCell align="right">{money(line.lineTotal, record.currency, locale)}</TableCell>
                                </TableRow>
                            ))}
                        </TableBody>
                        <TableFooter>
                            <TableRow>
                                <TableCell colSpan={5} align="right">
                                    <b>{translate('portal.order.total')}</b>
                                </TableCell>
                                <TableCell align="right">
                                    <b>{money(record.totalAmount, record.currency, locale)}</b>
                                </TableCell>
                            </TableRow>
                        </TableFooter>
                    </Table>
                </CardContent>
            </Card>
        </Grid>
    );
};
