import { Alert, Box, Card, CardContent, Chip, Grid, Skeleton, Stack, Typography } from '@mui/material';
import { Suspense, lazy } from 'react';
import { Title, useLocale, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Word } from '../look/Choice';
import { Moment, money } from '../look/Money';
import { Rows } from '../look/Rows';
import { useFresh } from '../look/useFresh';
import { useLive } from '../look/useLive';
import type { Report } from '../reports/shape';
import { FirstSteps } from './FirstSteps';

const SalesChart = lazy(() => import('./SalesChart'));

interface List<T> {
    items: T[];
    total?: number;
    totalAtLeast?: number;
}

/** What matters now: what waits, what is dead, what is due, what was sold. It follows changes as they happen. */
export const Home = () => {
    const translate = useTranslate();
    const { permissions } = usePermissions<string[]>();
    if (!permissions) return null;
    const may = (permission: string) => permissions.some(one => one === permission || one === `${permission}-own`);
    return (
        <Box component="section" sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('portal.home')} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', mb: 2 }}>
                <Typography variant="h1" component="h2">{translate('portal.home')}</Typography>
                <Live />
            </Stack>
            {permissions.includes('customers:write') && <FirstSteps />}
            <Grid container spacing={2} sx={{ '& > *': { minWidth: 0 } }}>
                {may('sync:read') && <Grid size={{ xs: 12, md: 7 }}><Freshness /></Grid>}
                {may('sync:read') && <Grid size={{ xs: 12, md: 5 }}><Dead /></Grid>}
                {permissions.includes('reports:read') && <Grid size={{ xs: 12, md: 7 }}><Sales /></Grid>}
                {may('tickets:read') && <Grid size={{ xs: 12, md: 5 }}><Due /></Grid>}
                {may('orders:read') && <Grid size={{ xs: 12, md: 7 }}><Newest /></Grid>}
                {permissions.includes('products:read') && <Grid size={{ xs: 12, md: 5 }}><Shortages /></Grid>}
            </Grid>
        </Box>
    );
};

const Live = () => {
    const translate = useTranslate();
    const { isLive } = useLive();
    return <Chip size="small" color={isLive ? 'success' : 'warning'} variant="outlined" label={translate(isLive ? 'portal.home_.live' : 'portal.home_.offline')} role="status" />;
};

const any = ['customer', 'product', 'order', 'ticket', 'package'];
const ticketKinds = ['ticket'];
const orderKinds = ['order'];

const Freshness = () => {
    const translate = useTranslate();
    const { data, error } = useFresh<Report>('/api/reports/sync?range=last-30-days', any);
    const rows = data?.series[0]?.rows.map(row => Object.fromEntries(data.columns.map((column, index) => [column.name, row[index]]))) as
        { flow: string; target: string; waiting: number; dead: number; behindSeconds: number; lastDelivered: string | null }[] | undefined;
    return (
        <Rows title="portal.home_.freshness" rows={rows} error={error} empty="portal.home_.never" columns={row => [
            <b>{row.flow}</b>, row.target,
            <Chip size="small" variant="outlined" color={row.dead > 0 ? 'error' : row.waiting > 0 ? 'warning' : 'success'}
                label={row.dead > 0 ? `${translate('portal.home_.dead')}: ${row.dead}` : row.waiting > 0 ? `${translate('portal.home_.waiting')}: ${row.waiting}` : translate('portal.home_.upToDate')} />,
            <Moment at={row.lastDelivered} />,
        ]} />
    );
};

interface Letter {
    id: number;
    flow: string;
    subject: string;
    cause: string;
}

const Dead = () => {
    const { data, error } = useFresh<List<Letter>>('/api/sync/dead-letters?size=5&sort=-id', any);
    return <Rows title="portal.home_.deadLetters" rows={data?.items} error={error} empty="portal.home_.noDeadLetters" columns={one => [<Link to={`/dead-letters/${one.id}/show`}>{one.subject}</Link>, one.flow, <Word value={one.cause} />]} />;
};

const Sales = () => {
    const translate = useTranslate();
    const locale = useLocale();
    const { data, error } = useFresh<Report>('/api/reports/sales?by=day&range=last-30-days', orderKinds);
    const totals = data?.series.map(one => {
        const column = data.columns.findIndex(name => name.name === 'revenue');
        return money(one.rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0), one.currency, locale);
    });
    return (
        <Card component="section" sx={{ height: 1 }}><CardContent>
            <Stack direction="row" sx={{ justifyContent: 'space-between' }}><Typography variant="h2" component="h3">{translate('portal.home_.revenue')}</Typography><Typography variant="h2" component="p">{totals?.join(' · ')}</Typography></Stack>
            {error ? <Alert severity="warning">{error}</Alert> : !data ? <Skeleton variant="rounded" height={220} /> : <Suspense fallback={<Skeleton variant="rounded" height={220} />}><SalesChart report={data} /></Suspense>}
        </CardContent></Card>
    );
};

interface Ticket {
    id: number;
    subject: string;
    priority: string;
    dueAt: string | null;
}

const Due = () => {
    const { data, error } = useFresh<List<Ticket>>('/api/tickets?status=open&sort=dueAt&size=6', ticketKinds);
    return <Rows title="portal.home_.tickets" rows={data?.items} error={error} empty="portal.home_.noTickets" columns={one => [<Link to={`/tickets/${one.id}/show`}>{one.subject}</Link>, <Word value={one.priority} />, <Moment at={one.dueAt} />]} />;
};

interface Order {
    id: number;
    customerName: string;
    status: string;
    totalAmount: number;
    currency: string;
}

const Newest = () => {
    const locale = useLocale();
    const { data, error } = useFresh<List<Order>>('/api/orders?sort=-placedAt&size=6', orderKinds);
    return <Rows title="portal.home_.orders" rows={data?.items} error={error} empty="portal.home_.noOrders" columns={one => [<Link to={`/orders/${one.id}/show`}>{one.id}</Link>, one.customerName, <Word value={one.status} />, <Box sx={{ textAlign: 'right' }}>{money(one.totalAmount, one.currency, locale)}</Box>]} />;
};

interface Shortage {
    id: number;
    sku: string;
    name: string;
    stock?: { available: number };
}

const Shortages = () => {
    const { data, error } = useFresh<List<Shortage>>('/api/products/shortages', orderKinds);
    return <Rows title="portal.home_.shortages" rows={data?.items} error={error} empty="portal.home_.noShortages" columns={one => [<Link to={`/products/${one.id}/show`}>{one.sku}</Link>, one.name, one.stock?.available]} />;
};

