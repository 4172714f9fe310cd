import { BooleanInput, Create, CreateButton, Datagrid, BooleanField, EditButton, FilterButton, List, SearchInput, SelectArrayInput, SelectInput, Show, SimpleForm, SimpleShowLayout, TextArrayField, TextField, TextInput, TopToolbar, email, required } from 'react-admin';
import { History } from '../look/History';
import { MomentField } from '../look/Money';
import { SafeEdit } from '../look/SafeEdit';

const roles = ['admin', 'auditor', 'customer', 'integrator', 'manager', 'sales', 'support', 'warehouse'].map(id => ({ id, name: id }));
const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <SelectInput source="role" choices={roles} key="role" translateChoice={false} />,
];

export const UserList = () => (
    <List filters={filters} sort={{ field: 'name', order: 'ASC' }} actions={<TopToolbar><FilterButton /><CreateButton /></TopToolbar>}>
        <Datagrid rowClick="show" bulkActionButtons={false}>
            <TextField source="name" />
            <TextField source="email" />
            <TextArrayField source="roles" sortable={false} />
            <BooleanField source="hasTotp" sortable={false} />
            <BooleanField source="disabled" sortable={false} />
            <MomentField source="updatedAt" />
        </Datagrid>
    </List>
);

const Fields = () => (
    <>
        <TextInput source="name" validate={required()} />
        <TextInput source="email" type="email" validate={[required(), email()]} />
        <SelectArrayInput source="roles" choices={roles} translateChoice={false} validate={required()} />
        <BooleanInput source="disabled" />
    </>
);

export const UserCreate = () => <Create redirect="show"><SimpleForm sx={{ maxWidth: 560 }}><Fields /><TextInput source="password" type="password" autoComplete="new-password" /></SimpleForm></Create>;
export const UserEdit = () => <SafeEdit><Fields /></SafeEdit>;
export const UserShow = () => (
    <Show actions={<TopToolbar><EditButton /></TopToolbar>} component="div">
        <SimpleShowLayout>
            <TextField source="name" />
            <TextField source="email" />
            <TextArrayField source="roles" />
            <BooleanField source="hasTotp" />
            <BooleanField source="disabled" />
            <MomentField source="updatedAt" />
        </SimpleShowLayout>
        <History />
    </Show>
);
