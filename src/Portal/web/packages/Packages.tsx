import { Card, CardContent, Typography } from '@mui/material';
import {
    AutocompleteInput,
    Create,
    CreateButton,
    DatagridConfigurable,
    EditButton,
    FilterButton,
    ReferenceInput,
    SelectInput,
    Show,
    SimpleForm,
    TextField,
    TopToolbar,
    required,
    useRecordContext,
    useTranslate,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { CustomFacts } from '../custom/CustomFacts';
import { CustomInputs } from '../custom/CustomInputs';
import { ChoiceField, Word, choicesOf, packageStates } from '../look/Choice';
import { History } from '../look/History';
import { Moment, MomentField } from '../look/Money';
import { RecordList } from '../look/RecordList';
import { SafeEdit } from '../look/SafeEdit';

const filters = [
    <SelectInput source="status" choices={choicesOf(...packageStates)} key="status" alwaysOn />,
    <SelectInput source="kind" choices={choicesOf('welcome', 'parcel')} key="kind" />,
];

export const PackageList = () => (
    <RecordList
        filters={filters}
        sort={{ field: 'updatedAt', order: 'DESC' }}
        actions={
            <TopToolbar>
                <FilterButton />
                <CreateButton />
            </TopToolbar>
        }>
        <DatagridConfigurable rowClick="show" bulkActionButtons={false}>
            <TextField source="id" />
            <TextField source="customerName" sortable={false} />
            <ChoiceField source="kind" sortable={false} />
            <ChoiceField source="status" sortable={false} />
            <MomentField source="updatedAt" />
        </DatagridConfigurable>
    </RecordList>
);

export const PackageCreate = () => (
    <Create redirect="show">
        <SimpleForm>
            <ReferenceInput source="customerId" reference="customers" sort={{ field: 'name', order: 'ASC' }}>
                <AutocompleteInput
                    optionText="name"
                    filterToQuery={(text: string) => ({ q: text })}
                    validate={required()}
                    sx={{ minWidth: 320 }}
                />
            </ReferenceInput>
            <SelectInput source="kind" choices={choicesOf('welcome', 'parcel')} defaultValue="parcel" validate={required()} />
            <CustomInputs />
        </SimpleForm>
    </Create>
);

export const PackageEdit = () => (
    <SafeEdit>
        <SelectInput source="status" choices={choicesOf(...packageStates)} validate={required()} />
        <CustomInputs />
    </SafeEdit>
);

export const PackageShow = () => (
    <Show
        actions={
            <TopToolbar>
                <EditButton />
            </TopToolbar>
        }
        component="div">
        <Facts />
        <CustomFacts />
        <History />
    </Show>
);

const Facts = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    if (!record) return null;
    return (
        <Card>
            <CardContent>
                <Typography variant="h1" component="h2">
                    {translate('resources.packages.name', { smart_count: 1 })} {record.id}
                </Typography>
                <Typography gutterBottom>
                    <Link to={`/customers/${record.customerId}/show`}>{record.customerName}</Link>
                </Typography>
                <Word value={record.kind} /> <Word value={record.status} />
                <Typography color="textSecondary" sx={{ mt: 1 }}>
                    <Moment at={record.createdAt} />
                </Typography>
            </CardContent>
        </Card>
    );
};
