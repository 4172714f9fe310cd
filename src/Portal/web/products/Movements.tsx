import { Button, MenuItem, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import { useLocale, useRecordContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import type { Schemas } from '../api/types';
import { Part } from '../look/Facts';
import { Moment } from '../look/Money';
import { useAct } from '../look/useAct';
import { useMay } from '../look/useMay';
import { usePages } from '../look/usePages';
import { PagedTable } from '../look/PagedTable';

const kinds = ['count', 'receipt', 'adjustment'];
const orderOf = (reason?: string | null) => /^order (\d+)/.exec(reason ?? '')?.[1];

const Reason = ({ of }: { of?: string | null }) => (orderOf(of) ? <Link to={`/orders/${orderOf(of)}/show`}>{of}</Link> : of);

/** How the stock of a product came to be what it is, the newest movement first; and the next one by hand. */
export const Movements = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const locale = useLocale();
    const may = useMay();
    const path = record && may('products:read') ? `/api/products/${record.id}/stock/movements` : null;
    const pages = usePages<Schemas['StockMovement']>(path && `${path}?size=20`);
    if (!path) return null;
    const number = new Intl.NumberFormat(locale);
    const change = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
    return (
        <Part title="portal.stock.title">
            {may('stock:write') && <Enter path={path} onDone={pages.read} />}
            <PagedTable
                label="portal.stock.title"
                none="records.stock.none"
                pages={pages}
                keyOf={one => one.id}
                columns={[
                    { name: 'records.stock.at', value: one => <Moment at={one.recordedAt} /> },
                    { name: 'records.stock.kind', value: one => translate(`records.stock.kinds.${one.kind}`, { _: one.kind }) },
                    { name: 'records.stock.quantity', value: one => number.format(one.quantity), isNumber: true },
                    {
                        name: 'records.stock.onHand',
                        value: one => (one.onHandChange ? change.format(one.onHandChange) : null),
                        isNumber: true,
                    },
                    {
                        name: 'records.stock.reserved',
                        value: one => (one.reservedChange ? change.format(one.reservedChange) : null),
                        isNumber: true,
                    },
                    { name: 'records.stock.left', value: one => number.format(one.stock.onHand), isNumber: true },
                    { name: 'records.stock.reason', value: one => <Reason of={one.reason} /> },
                    { name: 'records.stock.actor', value: one => one.actor },
                ]}
            />
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
