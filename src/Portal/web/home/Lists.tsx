import { Box } from '@mui/material';
import { useLocale, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Schemas } from '../api/types';
import { Word } from '../look/Choice';
import { Moment, money } from '../look/Money';
import { Rows } from '../look/Rows';
import { anyKind, useFresh } from '../look/useFresh';

interface List<T> {
    items: T[];
}

interface Letter {
    id: number;
    flow: string;
    subject: string;
    cause: string;
}

const tickets = ['ticket'];
const orders = ['order'];
const stock = ['order', 'product'];

export const Dead = () => {
    const { data, error } = useFresh<List<Letter>>('/api/sync/dead-letters?size=5&sort=-id', anyKind);
    return (
        <Rows
            title="portal.home_.deadLetters"
            rows={data?.items}
            error={error}
            empty="portal.home_.noDeadLetters"
            columns={one => [<Link to={`/dead-letters/${one.id}/show`}>{one.subject}</Link>, one.flow, <Word value={one.cause} />]}
        />
    );
};

const LateMoment = ({ at }: { at: string }) => (
    <Box component="span" sx={new Date(at) < new Date() ? { color: 'error.main', fontWeight: 650 } : undefined}>
        <Moment at={at} />
    </Box>
);

export const Due = () => {
    const { data, error } = useFresh<List<Schemas['Ticket']>>('/api/tickets?status=open&sort=dueAt&size=6', tickets);
    return (
        <Rows
            title="portal.home_.tickets"
            rows={data?.items}
            error={error}
            empty="portal.home_.noTickets"
            columns={one => [
                <Link to={`/tickets/${one.id}/show`}>{one.subject}</Link>,
                <Word value={one.priority} />,
                <LateMoment at={one.dueAt} />,
            ]}
        />
    );
};

export const Newest = () => {
    const locale = useLocale();
    const { data, error } = useFresh<List<Schemas['Order']>>('/api/orders?sort=-placedAt&size=6', orders);
    return (
        <Rows
            title="portal.home_.orders"
            rows={data?.items}
            error={error}
            empty="portal.home_.noOrders"
            columns={one => [
                <Link to={`/orders/${one.id}/show`}>{one.id}</Link>,
                one.customerName,
                <Word value={one.status} />,
                <Box sx={{ textAlign: 'right' }}>{money(one.totalAmount, one.currency, locale)}</Box>,
            ]}
        />
    );
};

export const Shortages = () => {
    const translate = useTranslate();
    const { data, error } = useFresh<Schemas['ShortagePage']>('/api/products/shortages?size=6', stock);
    return (
        <Rows
            title="portal.home_.shortages"
            rows={data?.items}
            error={error}
            empty="portal.home_.noShortages"
            columns={one => [
                <Link to={`/products/${one.productId}/show`}>{one.sku}</Link>,
                one.name,
                translate('records.home.units', { available: one.stock.available, shortage: one.stock.shortage }),
            ]}
        />
    );
};
