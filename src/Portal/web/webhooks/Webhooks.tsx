import { Chip } from '@mui/material';
import { useState } from 'react';
import {
    AutocompleteArrayInput,
    BooleanInput,
    CreateButton,
    Datagrid,
    FilterButton,
    SelectInput,
    Show,
    TextField,
    TextInput,
    TopToolbar,
    required,
    useRecordContext,
    useTranslate,
} from 'react-admin';
import { History } from '../look/History';
import { MomentField } from '../look/Money';
import { NoRecords } from '../look/NoRecords';
import { RecordList } from '../look/RecordList';
import { SafeEdit } from '../look/SafeEdit';
import { Deliveries } from './Deliveries';
import { WebhookFacts } from './WebhookFacts';
import { ShowActions } from '../look/ShowActions';
import { CreateWithSecret } from '../look/CreateWithSecret';

const states = ['active', 'paused', 'disabled'];
const colours: Record<string, 'success' | 'warning' | 'error'> = { active: 'success', paused: 'warning', disabled: 'error' };
const kinds = ['customer', 'product', 'order', 'ticket', 'package'];
const known = [
    '*',
    ...kinds.map(kind => `lockstep.${kind}.*`),
    ...kinds.flatMap(kind => ['created', 'changed', 'deleted'].map(change => `lockstep.${kind}.${change}.v1`)),
];

export const StatusField = (_: { source?: string; sortable?: boolean }) => {
    const record = useRecordContext();
    const translate = useTranslate();
    return record ? (
        <Chip
            size="small"
            variant="outlined"
            color={colours[record.status]}
            label={translate(`admin.webhooks.states.${record.status}`, { _: record.status })}
        />
    ) : null;
};

const EventsField = (_: { source?: string; sortable?: boolean }) => <>{useRecordContext()?.events?.join(', ')}</>;

export const WebhookList = () => (
    <RecordList
        empty={<NoRecords hint="admin.webhooks.about" />}
        sort={{ field: 'id', order: 'ASC' }}
        filters={[
            <SelectInput source="status" key="status" alwaysOn choices={states.map(id => ({ id, name: `admin.webhooks.states.${id}` }))} />,
        ]}
        actions={
            <TopToolbar>
                <FilterButton />
                <CreateButton />
            </TopToolbar>
        }>
        <Datagrid rowClick="show" bulkActionButtons={false}>
            <TextField source="url" sortable={false} />
            <TextField source="description" sortable={false} />
            <EventsField source="events" sortable={false} />
            <StatusField source="status" sortable={false} />
            <MomentField source="updatedAt" />
        </Datagrid>
    </RecordList>
);

const Fields = () => {
    const [own, setOwn] = useState<string[]>([]);
    const record = useRecordContext();
    const events = [...new Set([...known, ...own, ...(record?.events ?? [])])].map(id => ({ id, name: id }));
    return (
        <>
            <TextInput source="url" type="url" validate={required()} helperText="admin.webhooks.urlHint" />
            <AutocompleteArrayInput
                source="events"
                choices={events}
                validate={required()}
                translateChoice={false}
                helperText="admin.webhooks.eventsHint"
                onCreate={text => {
                    if (!text) return undefined;
                    setOwn(before => [...before, text]);
                    return { id: text, name: text };
                }}
            />
            <TextInput source="filter" helperText="admin.webhooks.filterHint" />
            <TextInput source="description" />
            <BooleanInput source="enabled" defaultValue={true} />
        </>
    );
};

/** The secret that signs is shown this once. */
export const WebhookCreate = () => (
    <CreateWithSecret
        title="admin.webhooks.made"
        maxWidth={640}
        secretOf={(hook: { id: number; secret: string }) => [{ label: 'admin.secret.secret', value: hook.secret }]}>
        <Fields />
    </CreateWithSecret>
);

export const WebhookEdit = () => (
    <SafeEdit>
        <Fields />
    </SafeEdit>
);

export const WebhookShow = () => (
    <Show actions={<ShowActions />} component="div">
        <WebhookFacts />
        <Deliveries />
        <History />
    </Show>
);
