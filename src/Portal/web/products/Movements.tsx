import {
    Alert,
    Button,
    MenuItem,
    Skeleton,
    Stack,
    Table,
    TableBody,
    TableCell,
    TableContainer,
    TableHead,
    TableRow,
    TextField,
    Typography,
} from '@mui/material';
import { useState } from 'react';
import { useLocale, useRecordContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Schemas } from '../api/types';
import { Part } from '../look/Facts';
import { Moment } from '../look/Money';
import { useAct } from '../look/useAct';
import { useMay } from '../look/useMay';
import { usePages } from '../look/usePages';

const kinds = ['count', 'receipt', 'adjustment'];
const columns = ['at', 'kind', 'quantity', 'onHand', 'reserved', 'left', 'reason', 'actor'];
const orderOf = (reason?: string | null) => /^order (\d+)/.exec(reason ?? '')?.[1];

/** How the stock of a product came to be what it is, the newest movement first; and the next one by hand. */
export const Movements = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const locale = useLocale();
    const may = useMay();
    const path = record && may('products:read') ? `/api/products/${record.id}/stock/movements` : null;
    const { items, error, next, more, read } = usePages<Schemas['StockMovement']>(path && `${path}?size=20`);
    if (!path) return null;
    const number = new Intl.NumberFormat(locale);
    const change = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
    return (
        <Part title="portal.stock.title">
            {may('stock:write') && <Enter path={path} onDone={read} />}
            {error && <Alert severity="warning">{error}</Alert>}
            {!items && !error && <Skeleton variant="rounded" height={120} />}
            {items?.length === 0 && <Typography color="textSecondary">{translate('records.stock.none')}</Typography>}
            {items && items.length > 0 && (
                <TableContainer>
                    <Table size="small">
                        <TableHead>
                            <TableRow>
                                {columns.map(one => (
                                    <TableCell
                                        key={one}
                                        align={['quantity', 'onHand', 'reserved', 'left'].includes(one) ? 'right' : 'left'}>
                                        {translate(`records.stock.${one}`)}
                                    </TableCell>
                                ))}
                            </TableRow>
                        </TableHead>
                        <TableBody>
                            {items.map(one => (
                                <TableRow key={one.id} hover sx={{ '& td': { fontVariantNumeric: 'tabular-nums' } }}>
                                    <TableCell sx={{ whiteSpace: 'nowrap' }}>
                                        <Moment at={one.recordedAt} />
                                    </TableCell>
                                    <TableCell>{translate(`records.stock.kinds.${one.kind}`, { _: one.kind })}</TableCell>
                                    <TableCell align="right">{number.format(one.quantity)}</TableCell>
                                    <TableCell align="right">{one.onHandChange ? change.format(one.onHandChange) : ''}</TableCell>
                                    <TableCell align="right">{one.reservedChange ? change.format(one.reservedChange) : ''}</TableCell>
                                    <TableCell align="right">{number.format(one.stock.onHand)}</TableCell>
                                    <TableCell>
                                        {orderOf(one.reason) ? (
                                            <Link to={`/orders/${orderOf(one.reason)}/show`}>{one.reason}</Link>
                                        ) : (
                                            one.reason
                                        )}
                                    </TableCell>
                                    <TableCell>{one.actor}</TableCell>
                                </TableRow>
                            ))}
                        </TableBody>
                    </Table>
                </TableContainer>
            )}
            {next && <Button onClick={more}>{translate('portal.history.more')}</Button>}
        </Part>
    );
};

const Enter = ({ path, onDone }: { path: string; onDone: () => void }) => {
    const translate = useTranslate();
    const { act } = useAct();
    const [kind, setKind] = useState('count');
    const [quantity, setQuantity] = useState('');
    const [reason, setReason] = useState('');
    const save = async () => {
        const operationId = `portal-${crypto.getRandomValues(new Uint32Array(3)).join('-')}`;
        const body = { operationId, kind, quantity: Number(quantity), ...(reason ? { reason } : {}) };
        if (await act(path, { method: 'POST', body }, 'records.stock.saved')) {
            setQuantity('');
            setReason('');
            onDone();
        }
    };
    return (
        <Stack
            direction="row"
            spacing={1}
            useFlexGap
            className="no-print"
            sx={{ flexWrap: 'wrap', mb: 2 }}
            role="group"
            aria-label={translate('records.stock.enter')}>
            <TextField
                select
                margin="none"
                fullWidth={false}
                label={translate('records.stock.kind')}
                value={kind}
                onChange={event => setKind(event.target.value)}
                sx={{ minWidth: 150 }}>
                {kinds.map(one => (
                    <MenuItem key={one} value={one}>
                        {translate(`records.stock.kinds.${one}`)}
                    </MenuItem>
                ))}
            </TextField>
            <TextField
                type="number"
                margin="none"
                fullWidth={false}
                label={translate('records.stock.quantity')}
                value={quantity}
                onChange={event => setQuantity(event.target.value)}
                sx={{ width: 130 }}
            />
            <TextField
                margin="none"
                fullWidth={false}
                label={translate('records.stock.reason')}
                value={reason}
                onChange={event => setReason(event.target.value)}
            />
            <Button variant="outlined" disabled={quantity === ''} onClick={save}>
                {translate('records.stock.save')}
            </Button>
        </Stack>
    );
};
