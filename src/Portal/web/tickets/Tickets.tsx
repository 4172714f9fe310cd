import { Box, Stack } from '@mui/material';
import {
    AutocompleteInput, Create, CreateButton, DatagridConfigurable, ExportButton, FileField, FileInput, FilterButton, List, ReferenceField, ReferenceInput,
    SearchInput, SelectColumnsButton, SelectInput, SimpleForm, TextField, TextInput, TopToolbar, required,
} from 'react-admin';
import { ChoiceField, choicesOf, priorities, ticketStates } from '../look/Choice';
import { ForStaff } from '../look/ForStaff';
import { MomentField } from '../look/Money';
import { SafeEdit } from '../look/SafeEdit';
import { Due } from './Due';

export { TicketShow } from './TicketShow';

const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <SelectInput source="status" choices={choicesOf(...ticketStates)} key="status" alwaysOn />,
    <SelectInput source="priority" choices={choicesOf(...priorities)} key="priority" />,
    <TextInput source="queue" key="queue" />,
    <TextInput source="tag" key="tag" />,
];

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
        <ForStaff permission="tickets:write">
            <Stack direction={{ xs: 'column', sm: 'row' }} spacing={2}>
                <ReferenceInput source="customerId" reference="customers" sort={{ field: 'name', order: 'ASC' }}>
                    <AutocompleteInput optionText="name" filterToQuery={(text: string) => ({ q: text })} sx={{ minWidth: { sm: 260 } }} />
                </ReferenceInput>
                <SelectInput source="priority" choices={choicesOf(...priorities)} defaultValue="normal" validate={required()} />
                <TextInput source="queue" />
            </Stack>
        </ForStaff>
    </Box>
);

export const TicketCreate = () => (
    <Create redirect="show">
        <SimpleForm>
            <Fields />
            <Box sx={{ maxWidth: 760, width: '100%' }}>
                <FileInput source="files" label="portal.files.title" multiple><FileField source="src" title="title" /></FileInput>
            </Box>
        </SimpleForm>
    </Create>
);
export const TicketEdit = () => <SafeEdit><Fields /><SelectInput source="status" choices={choicesOf(...ticketStates)} validate={required()} /></SafeEdit>;
