import {
    BooleanField,
    BooleanInput,
    Create,
    CreateButton,
    Datagrid,
    DeleteWithConfirmButton,
    EditButton,
    FilterButton,
    List,
    NumberInput,
    SearchInput,
    SelectInput,
    Show,
    SimpleForm,
    TextField,
    TextInput,
    TopToolbar,
    email,
    minLength,
    required,
    useCanAccess,
    useRedirect,
} from 'react-admin';
import { useState } from 'react';
import { History } from '../look/History';
import { MomentField } from '../look/Money';
import { SafeEdit } from '../look/SafeEdit';
import { Secret, type Shown } from '../look/Secret';
import { RolesField, RolesInput, roleChoices } from './roles';
import { UserFacts } from './UserFacts';
import { UserSessions } from './UserSessions';

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
    <List
        filters={filters}
        sort={{ field: 'name', order: 'ASC' }}
        actions={
            <TopToolbar>
                <FilterButton />
                <CreateButton />
            </TopToolbar>
        }
    >
        <Datagrid rowClick="show" bulkActionButtons={false}>
            <TextField source="name" />
            <TextField source="email" />
            <RolesField source="roles" sortable={false} />
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
        <RolesInput />
        <NumberInput source="customerId" helperText="admin.users.customerHint" />
        <BooleanInput source="disabled" />
    </>
);

/** Without a password the new user gets a code, which is shown this once. */
export const UserCreate = () => {
    const redirect = useRedirect();
    const [made, setMade] = useState<{ id: number; code: Shown[] } | null>(null);
    const done = (user: { id: number; code?: string }) =>
        user.code ? setMade({ id: user.id, code: [{ label: 'admin.users.code', value: user.code }] }) : redirect('show', 'users', user.id);
    return (
        <Create mutationOptions={{ onSuccess: done }}>
            <SimpleForm sx={{ maxWidth: 560 }}>
                <Fields />
                <TextInput
                    source="password"
                    type="password"
                    autoComplete="new-password"
                    helperText="admin.users.passwordHint"
                    validate={minLength(12)}
                    parse={(text: string) => text || undefined}
                />
            </SimpleForm>
            <Secret
                title="admin.users.codeTitle"
                hint="admin.users.codeHint"
                values={made?.code ?? null}
                onClose={() => redirect('show', 'users', made!.id)}
            />
        </Create>
    );
};

export const UserEdit = () => (
    <SafeEdit>
        <Fields />
    </SafeEdit>
);

const Actions = () => {
    const { canAccess } = useCanAccess({ resource: 'users', action: 'edit' });
    return (
        <TopToolbar>
            {canAccess && (
                <>
                    <EditButton />
                    <DeleteWithConfirmButton mutationMode="pessimistic" />
                </>
            )}
        </TopToolbar>
    );
};

export const UserShow = () => (
    <Show actions={<Actions />} component="div">
        <UserFacts />
        <UserSessions />
        <History />
    </Show>
);
