import { Alert, Button, Link as Anchor, MenuItem, Skeleton, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { Title, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { Word } from '../../look/Choice';
import { Moment } from '../../look/Money';
import { Ask } from '../../look/Ask';
import { Nothing, Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { Items, StockTask } from '../parts/types';
import { useAct } from '../../look/useAct';
import { useTicking } from '../parts/useTicking';

const states = ['stuck', 'retrying', 'waiting', 'discarded'];

/** What is still to be done to the stock for orders; what the stock did not allow is stuck and waits for somebody. */
export const StockTaskPage = () => {
    const translate = useTranslate();
    const [state, setState] = useState('stuck');
    const { data, error, read } = useTicking<Items<StockTask>>(`/api/orders/stock-tasks?size=100${state ? `&state=${state}` : ''}`);
    return (
        <Stack component="section" spacing={2} sx={{ py: 2, px: { xs: 1, sm: 0 }, minWidth: 0 }}>
            <Title title={translate('portal.sync.stock.title')} />
            <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center', flexWrap: 'wrap', gap: 1 }}>
                <Typography variant="h1" component="h2">
                    {translate('portal.sync.stock.title')}
                </Typography>
                <TextField
                    select
                    size="small"
                    label={translate('resources.dead-letters.fields.state')}
                    value={state}
                    onChange={event => setState(event.target.value)}
                    sx={{ minWidth: 160 }}>
                    {states.map(one => (
                        <MenuItem key={one} value={one}>
                            {translate(`portal.sync.stock.state.${one}`)}
                        </MenuItem>
                    ))}
                </TextField>
            </Stack>
            {error && <Alert severity="warning">{error}</Alert>}
            {!data && !error && <Skeleton variant="rounded" height={160} />}
            {data?.items.length === 0 && (
                <Nothing title={translate('portal.sync.stock.none')} text={translate('portal.sync.stock.noneText')} />
            )}
            {data && data.items.length > 0 && (
                <Panel title={translate('portal.sync.stock.tasks')}>
                    <Table
                        label={translate('portal.sync.stock.tasks')}
                        rows={data.items}
                        keyOf={one => one.id}
                        columns={[
                            {
                                name: 'portal.sync.stock.order',
                                value: one => (
                                    <Anchor component={Link} to={`/orders/${one.orderId}/show`}>
                                        {one.orderId}
                                    </Anchor>
                                ),
                            },
                            { name: 'portal.sync.stock.step', value: one => one.step },
                            {
                                name: 'portal.sync.stock.lines',
                                value: one =>
                                    one.lines.map(line => (
                                        <div key={line.productId}>
                                            <Anchor component={Link} to={`/products/${line.productId}/show`}>
                                                {translate('resources.products.name', { smart_count: 1 })} {line.productId}
                                            </Anchor>
                                            : {line.quantity}
                                        </div>
                                    )),
                            },
                            { name: 'resources.dead-letters.fields.state', value: one => <Word value={one.state} />, isWide: true },
                            {
                                name: 'portal.sync.reason',
                                value: one => (
                                    <>
                                        {one.closedReason && <b>{one.closedReason}</b>}
                                        {one.reason && <div>{one.reason}</div>}
                                    </>
                                ),
                            },
                            { name: 'portal.sync.stock.since', value: one => <Moment at={one.stuckAt} />, isWide: true },
                            { name: 'portal.sync.action', value: one => one.state === 'stuck' && <Moves of={one} onDone={read} /> },
                        ]}
                    />
                </Panel>
            )}
        </Stack>
    );
};

const Moves = ({ of, onDone }: { of: StockTask; onDone: () => void }) => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const [asks, setAsks] = useState(false);
    const path = `/api/orders/stock-tasks/${of.id}`;
    const retry = async () => {
        if (await act(`${path}/retry`, {}, 'portal.sync.stock.retried')) onDone();
    };
    const close = async (reason: string) => {
        if (await act(`${path}/discard`, { body: { reason } }, 'portal.sync.stock.closed')) {
            setAsks(false);
            onDone();
        }
    };
    return (
        <Stack direction="row">
            <Button size="small" disabled={isBusy} onClick={retry}>
                {translate('portal.sync.stock.retry')}
            </Button>
            <Button size="small" color="error" onClick={() => setAsks(true)}>
                {translate('portal.sync.stock.close')}
            </Button>
            {asks && (
                <Ask
                    title={translate('portal.sync.stock.closeAsk', { order: of.orderId })}
                    text={translate('portal.sync.stock.closeText')}
                    reason={translate('portal.dead.reason')}
                    isReasonNeeded
                    isDanger
                    action={translate('portal.sync.stock.close')}
                    isBusy={isBusy}
                    onGo={close}
                    onClose={() => setAsks(false)}
                />
            )}
        </Stack>
    );
};
