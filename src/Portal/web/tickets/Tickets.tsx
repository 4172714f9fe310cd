import { Box, Stack } from '@mui/material';
import {
    AutocompleteInput,
    Create,
    DateTimeInput,
    FileField,
    FileInput,
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
import { CustomInputs } from '../custom/CustomInputs';
import { ChoiceField, choicesOf, priorities, ticketStates } from '../look/Choice';
import { BulkSet } from '../look/BulkSet';
import { setField } from '../look/bulk';
import { ForStaff } from '../look/ForStaff';
import { MomentField, toInstant } from '../look/Money';
import { RecordTable } from '../look/RecordList';
import { SafeEdit } from '../look/SafeEdit';
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
        parse={toInstant}
    />,
];

export const TicketList = () => (
    <RecordTable
        filters={filters}
        filterDefaultValues={{ status: 'open' }}
        sort={{ field: 'dueAt', order: 'ASC' }}
        bulk={
            <>
                <BulkSet label="records.bulk.status" choices={ticketStates} run={setField('tickets', 'status')} />
                <BulkSet label="records.bulk.priority" choices={priorities} run={setField('tickets', 'priority')} />
            </>
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
    </RecordTable>
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
            <CustomInputs />
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
        <CustomInputs />
    </SafeEdit>
);
