import { Alert, Box, Button, Card, CardContent, MenuItem, Paper, Stack, TextField as Input, Typography } from '@mui/material';
import { useState } from 'react';
import {
    AutocompleteInput, Create, CreateButton, DatagridConfigurable, EditButton, ExportButton, FilterButton, List, ReferenceField, ReferenceInput, SearchInput, SelectColumnsButton, SelectInput, Show,
    SimpleForm, TextField, TextInput, TopToolbar, required, useCanAccess, useNotify, useRecordContext, useRefresh, useTranslate,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { call } from '../api/http';
import { ChoiceField, Word, choicesOf, priorities, ticketStates } from '../look/Choice';
import { History } from '../look/History';
import { Moment, MomentField } from '../look/Money';
import { SafeEdit } from '../look/SafeEdit';
import { useRead } from '../look/useRead';

const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <SelectInput source="status" choices={choicesOf(...ticketStates)} key="status" alwaysOn />,
    <SelectInput source="priority" choices={choicesOf(...priorities)} key="priority" />,
    <TextInput source="queue" key="queue" />,
    <TextInput source="tag" key="tag" />,
];

const Due = () => {
    const record = useRecordContext();
    const isLate = record?.dueAt && !record.resolvedAt && new Date(record.dueAt) < new Date();
    return <Box component="span" sx={{ color: isLate ? 'error.main' : undefined, fontWeight: isLate ? 650 : undefined }}><Moment at={record?.dueAt} /></Box>;
};

export const TicketList = () => (
    <List filters={filters} filterDefaultValues={{ status: 'open' }} sort={{ field: 'dueAt', order: 'ASC' }} perPage={25}
        actions={<TopToolbar><SelectColumnsButton /><FilterButton /><CreateButton /><ExportButton maxResults={500} /></TopToolbar>}>
        <DatagridConfigurable rowClick="show" bulkActionButtons={false} omit={['requester', 'updatedAt']}>
            <TextField source="id" />
            <TextField source="subject" sortable={false} />
            <ReferenceField source="customerId" reference="customers" link="show" sortable={false}><TextField source="name" /></ReferenceField>
            <ChoiceField source="priority" sortable={false} />
            <ChoiceField source="status" sortable={false} />
            <TextField source="queue" sortable={false} />
            <Dues source="dueAt" />
            <TextField source="requester" sortable={false} />
            <MomentField source="updatedAt" />
        </DatagridConfigurable>
    </List>
);

function Dues(_: { source: string }) {
    return <Due />;
}

const Fields = () => (
    <Box sx={{ maxWidth: 760, width: '100%' }}>
        <TextInput source="subject" validate={required()} />
        <TextInput source="description" multiline minRows={4} />
        <Stack direction={{ xs: 'column', sm: 'row' }} spacing={2}>
            <ReferenceInput source="customerId" reference="customers" sort={{ field: 'name', order: 'ASC' }}>
                <AutocompleteInput optionText="name" filterToQuery={(text: string) => ({ q: text })} sx={{ minWidth: 260 }} />
            </ReferenceInput>
            <SelectInput source="priority" choices={choicesOf(...priorities)} defaultValue="normal" validate={required()} />
            <TextInput source="queue" />
        </Stack>
    </Box>
);

export const TicketCreate = () => <Create redirect="show"><SimpleForm><Fields /></SimpleForm></Create>;
export const TicketEdit = () => <SafeEdit><Fields /><SelectInput source="status" choices={choicesOf(...ticketStates)} validate={required()} /></SafeEdit>;

export const TicketShow = () => (
    <Show actions={<TopToolbar><EditButton /></TopToolbar>} component="div">
        <Facts />
        <Conversation />
        <History />
    </Show>
);

const Facts = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    if (!record) return null;
    return (
        <Card><CardContent>
            <Stack direction="row" spacing={1} sx={{ justifyContent: 'space-between', alignItems: 'start' }}>
                <Typography variant="h1" component="h2">{record.subject}</Typography>
                <Stack direction="row" spacing={1}><Word value={record.priority} /><Word value={record.status} /></Stack>
            </Stack>
            <Typography color="textSecondary" sx={{ mb: 2 }}>
                {translate('resources.tickets.name', { smart_count: 1 })} {record.id} · <Moment at={record.createdAt} /> · {record.requester} {record.queue && `· ${record.queue}`} · {translate('resources.tickets.fields.dueAt')} <Due />
                {record.customerId && <> · <Link to={`/customers/${record.customerId}/show`}>{translate('resources.customers.name', { smart_count: 1 })} {record.customerId}</Link></>}
                {record.orderId && <> · <Link to={`/orders/${record.orderId}/show`}>{translate('resources.orders.name', { smart_count: 1 })} {record.orderId}</Link></>}
            </Typography>
            <Typography sx={{ whiteSpace: 'pre-wrap', maxWidth: '80ch' }}>{record.description}</Typography>
        </CardContent></Card>
    );
};

interface Comment {
    id: number;
    body: string;
    visibility: string;
    author: string;
    authorName: string | null;
    createdAt: string;
}

const Conversation = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const notify = useNotify();
    const refresh = useRefresh();
    const { canAccess } = useCanAccess({ resource: 'tickets', action: 'edit' });
    const { data, error, read } = useRead<{ items: Comment[] }>(record ? `/api/tickets/${record.id}/comments?size=200` : null);
    const [text, setText] = useState('');
    const [visibility, setVisibility] = useState('public');
    if (!record) return null;
    const send = async () => {
        try {
            await call(`/api/tickets/${record.id}/comments`, { method: 'POST', body: { body: text, visibility } });
            setText('');
            notify('portal.ticket.sent');
            read();
            refresh();
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
        }
    };
    return (
        <Card sx={{ mt: 2 }}><CardContent>
            <Typography variant="h2" component="h3" gutterBottom>{translate('portal.ticket.comments')}</Typography>
            {error && <Alert severity="warning">{error}</Alert>}
            {data?.items.length === 0 && <Typography color="textSecondary">{translate('portal.ticket.none')}</Typography>}
            <Stack spacing={1.5}>
                {data?.items.map(one => (
                    <Paper key={one.id} variant="outlined" sx={{ p: 2, bgcolor: one.visibility === 'internal' ? 'action.hover' : undefined }}>
                        <Typography variant="body2" color="textSecondary">{one.authorName ?? one.author} · <Moment at={one.createdAt} />{one.visibility === 'internal' && ` · ${translate('portal.ticket.internal')}`}</Typography>
                        <Typography sx={{ whiteSpace: 'pre-wrap' }}>{one.body}</Typography>
                    </Paper>
                ))}
            </Stack>
            {canAccess && (
                <Stack spacing={1.5} sx={{ mt: 2, maxWidth: 760 }} className="no-print">
                    <Input label={translate('portal.ticket.answer')} multiline minRows={3} value={text} onChange={event => setText(event.target.value)} />
                    <Stack direction="row" spacing={1}>
                        <Input select size="small" label={translate('portal.ticket.visibility')} value={visibility} onChange={event => setVisibility(event.target.value)} sx={{ minWidth: 220 }}>
                            {['public', 'internal'].map(one => <MenuItem key={one} value={one}>{translate(`portal.ticket.${one}`)}</MenuItem>)}
                        </Input>
                        <Button variant="contained" disabled={text.trim() === ''} onClick={send}>{translate('portal.ticket.send')}</Button>
                    </Stack>
                </Stack>
            )}
        </CardContent></Card>
    );
};
