import {
    BooleanField,
    BooleanInput,
    CreateButton,
    Datagrid,
    FilterButton,
    NumberInput,
    SearchInput,
    SelectInput,
    Show,
    TextField,
    TextInput,
    TopToolbar,
    email,
    minLength,
    required,
} from 'react-admin';
import { History } from '../look/History';
import { MomentField } from '../look/Money';
import { RecordList } from '../look/RecordList';
import { SafeEdit } from '../look/SafeEdit';
import { RolesField, RolesInput, roleChoices } from './roles';
import { UserFacts } from './UserFacts';
import { UserSessions } from './UserSessions';
import { ShowActions } from '../look/ShowActions';
import { CreateWithSecret } from '../look/CreateWithSecret';

const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <SelectInput source="role" choices={roleChoices} key="role" />,
    <SelectInput
        source="disabled"
        choices={[
            { id: 'true', name: 'ra.boolean.true' },
            { id: 'false', name: 'ra.boolean.false' },
        ]}
        key="disabled"
    />,
];

export const UserList = () => (
    <RecordList
        filters={filters}
        sort={{ field: 'name', order: 'ASC' }}
        actions={
            <TopToolbar>
                <FilterButton />
                <CreateButton />
            </TopToolbar>
        }>
        <Datagrid rowClick="show" bulkActionButtons={false}>
            <TextField source="name" />
            <TextField source="email" />
            <RolesField source="roles" sortable={false} />
            <BooleanField source="hasTotp" sortable={false} />
            <BooleanField source="disabled" sortable={false} />
            <MomentField source="updatedAt" />
        </Datagrid>
    </RecordList>
);

const Fields = () => (
    <>
        <TextInput source="name" validate={required()} />
        <TextInput source="email" type="email" validate={[required(), email()]} />
        <RolesInput />
        <NumberInput source="customerId" helperText="admin.users.customerHint" />
        <BooleanInput source="disabled" />
    </>
);

/** Without a password the new user gets a code, which is shown this once. */
export const UserCreate = () => (
    <CreateWithSecret
        title="admin.users.codeTitle"
        hint="admin.users.codeHint"
        secretOf={(user: { id: number; code?: string }) => (user.code ? [{ label: 'admin.users.code', value: user.code }] : null)}>
        <Fields />
        <TextInput
            source="password"
            type="password"
            autoComplete="new-password"
            helperText="admin.users.passwordHint"
            validate={minLength(12)}
            parse={(text: string) => text || undefined}
        />
    </CreateWithSecret>
);

export const UserEdit = () => (
    <SafeEdit>
        <Fields />
    </SafeEdit>
);

export const UserShow = () => (
    <Show actions={<ShowActions />} component="div">
        <UserFacts />
        <UserSessions />
        <History />
    </Show>
);
