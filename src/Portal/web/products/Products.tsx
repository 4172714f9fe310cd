import { Card, CardContent, Grid, Stack, TextField as Input, Button, Typography } from '@mui/material';
import { useState } from 'react';
import {
    Create, CreateButton, DatagridConfigurable, EditButton, ExportButton, FilterButton, List, NumberField, NumberInput, SearchInput, SelectColumnsButton, SelectInput, Show, SimpleForm,
    TextField, TextInput, TopToolbar, minValue, required, useLocale, useNotify, useRecordContext, useRefresh, useTranslate,
} from 'react-admin';
import { call } from '../api/http';
import { ChoiceField, Word, activities, choicesOf } from '../look/Choice';
import { History } from '../look/History';
import { Moment, MoneyField, money } from '../look/Money';
import { Rows } from '../look/Rows';
import { SafeEdit } from '../look/SafeEdit';
import { useRead } from '../look/useRead';

const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <TextInput source="sku" key="sku" />,
    <SelectInput source="status" choices={choicesOf(...activities)} key="status" />,
];

export const ProductList = () => (
    <List filters={filters} sort={{ field: 'name', order: 'ASC' }} perPage={25}
        actions={<TopToolbar><SelectColumnsButton /><FilterButton /><CreateButton /><ExportButton maxResults={500} /></TopToolbar>}>
        <DatagridConfigurable rowClick="show" bulkActionButtons={false} omit={['externalId']}>
            <TextField source="sku" />
            <TextField source="name" />
            <MoneyField source="price" textAlign="right" />
            <NumberField source="stock.onHand" sortable={false} textAlign="right" />
            <NumberField source="stock.reserved" sortable={false} textAlign="right" />
            <NumberField source="stock.available" sortable={false} textAlign="right" />
            <TextField source="externalId" sortable={false} />
            <ChoiceField source="status" sortable={false} />
        </DatagridConfigurable>
    </List>
);

const Fields = () => (
    <Grid container spacing={2} sx={{ maxWidth: 900 }}>
        <Grid size={{ xs: 12, sm: 8 }}><TextInput source="name" validate={required()} /></Grid>
        <Grid size={{ xs: 12, sm: 4 }}><TextInput source="sku" /></Grid>
        <Grid size={12}><TextInput source="description" multiline minRows={2} /></Grid>
        <Grid size={{ xs: 6, sm: 4 }}><NumberInput source="price" validate={[required(), minValue(0)]} /></Grid>
        <Grid size={{ xs: 6, sm: 4 }}><TextInput source="currency" defaultValue="EUR" /></Grid>
        <Grid size={{ xs: 12, sm: 4 }}><SelectInput source="status" choices={choicesOf(...activities)} defaultValue="active" validate={required()} /></Grid>
    </Grid>
);

export const ProductCreate = () => <Create redirect="show"><SimpleForm><Fields /></SimpleForm></Create>;
export const ProductEdit = () => <SafeEdit><Fields /></SafeEdit>;

export const ProductShow = () => (
    <Show actions={<TopToolbar><EditButton /></TopToolbar>} component="div">
        <Facts />
        <Movements />
        <History />
    </Show>
);

const Facts = () => {
    const record = useRecordContext();
    const locale = useLocale();
    const translate = useTranslate();
    if (!record) return null;
    return (
        <Card><CardContent>
            <Stack direction="row" sx={{ justifyContent: 'space-between' }}><Typography variant="h1" component="h2">{record.name}</Typography><Word value={record.status} /></Stack>
            <Typography color="textSecondary">{record.sku} · {money(record.price, record.currency, locale)}</Typography>
            <Typography sx={{ my: 2, maxWidth: '70ch' }}>{record.description}</Typography>
            <Stack direction="row" spacing={4}>
                {(['onHand', 'reserved', 'available'] as const).map(name => (
                    <div key={name}>
                        <Typography variant="body2" color="textSecondary">{translate(`resources.products.fields.stock.${name}`)}</Typography>
                        <Typography variant="h1" component="p">{record.stock?.[name] ?? '–'}</Typography>
                    </div>
                ))}
            </Stack>
        </CardContent></Card>
    );
};

interface Movement {
    id: number;
    kind: string;
    quantity: number;
    reason: string | null;
    recordedAt: string;
    onHandChange: number;
    reservedChange: number;
    actor: string;
}

const Movements = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const notify = useNotify();
    const refresh = useRefresh();
    const [count, setCount] = useState('');
    const { data, error, read } = useRead<{ items: Movement[] }>(record ? `/api/products/${record.id}/stock/movements?size=20` : null);
    if (!record) return null;
    const save = async () => {
        try {
            await call(`/api/products/${record.id}/stock/movements`, { method: 'POST', body: { operationId: `portal-${Date.now()}-${Math.random().toString(36).slice(2)}`, kind: 'count', quantity: Number(count), reason: 'portal' } });
            notify('portal.stock.saved');
            setCount('');
            read();
            refresh();
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
        }
    };
    return (
        <Stack spacing={2} sx={{ mt: 2 }}>
            <Rows title="portal.stock.title" rows={data?.items} error={error} empty="portal.history.none" columns={one => [
                <Moment at={one.recordedAt} />, one.kind, one.quantity, one.reason, one.actor,
            ]} />
            <Stack direction="row" spacing={1}>
                <Input size="small" type="number" label={translate('portal.stock.countHint')} value={count} onChange={event => setCount(event.target.value)} />
                <Button variant="outlined" disabled={count === ''} onClick={save}>{translate('portal.stock.save')}</Button>
            </Stack>
        </Stack>
    );
};
