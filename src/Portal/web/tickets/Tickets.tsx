import { Box, Stack } from '@mui/material';
import {
    AutocompleteInput,
    Create,
    DatagridConfigurable,
    DateTimeInput,
    FileField,
    FileInput,
    List,
    ReferenceField,
    ReferenceInput,
    SearchInput,
    SelectInput,
    SimpleForm,
    TextField,
    TextInput,
    required,
    useTranslate,
} from 'react-admin';
import { ChoiceField, choicesOf, priorities, ticketStates } from '../look/Choice';
import { BulkSet } from '../look/BulkSet';
import { setField } from '../look/bulk';
import { ForStaff } from '../look/ForStaff';
import { ListTools } from '../look/ListTools';
import { MomentField } from '../look/Money';
import { NoRecords } from '../look/NoRecords';
import { SafeEdit } from '../look/SafeEdit';
import { useMay } from '../look/useMay';
import { Due } from './Due';

export { TicketShow } from './TicketShow';

const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <SelectInput source="status" choices={choicesOf(...ticketStates)} key="status" alwaysOn />,
    <SelectInput source="priority" choices={choicesOf(...priorities)} key="priority" />,
    <TextInput source="queue" key="queue" />,
    <TextInput source="tag" key="tag" />,
    <DateTimeInput
        source="dueBefore"
        label="records.ticket.late"
        key="dueBefore"
        parse={(value: string) => value && new Date(value).toISOString()}
    />,
];

export const TicketList = () => (
    <List
        filters={filters}
        filterDefaultValues={{ status: 'open' }}
        sort={{ field: 'dueAt', order: 'ASC' }}
        perPage={25}
        empty={<NoRecords importKind="tickets" />}
        actions={<ListTools importKind="tickets" hasExport />}>
        <DatagridConfigurable
            rowClick="show"
            bulkActionButtons={
                useMay()('tickets:write') && (
                    <>
                        <BulkSet label="records.bulk.status" choices={ticketStates} run={setField('tickets', 'status')} />
                        <BulkSet label="records.bulk.priority" choices={priorities} run={setField('tickets', 'priority')} />
                    </>
                )
            }
            omit={['requester', 'updatedAt']}>
            <TextField source="id" />
            <TextField source="subject" sortable={false} />
            <ReferenceField source="customerId" reference="customers" link="show" sortable={false}>
                <TextField source="name" />
            </ReferenceField>
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

const Attachments = () => {
    const inputProps = { 'aria-label': useTranslate()('portal.files.title') };
    return (
        <FileInput source="files" label="portal.files.title" multiple inputProps={inputProps}>
            <FileField source="src" title="title" />
        </FileInput>
    );
};

export const TicketCreate = () => (
    <Create redirect="show">
        <SimpleForm>
            <Fields />
            <Box sx={{ maxWidth: 760, width: '100%' }}>
                <Attachments />
            </Box>
        </SimpleForm>
    </Create>
);
export const TicketEdit = () => (
    <SafeEdit>
        <Fields />
        <SelectInput source="status" choices={choicesOf(...ticketStates)} validate={required()} />
    </SafeEdit>
);
