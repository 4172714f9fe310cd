import { useState } from 'react';
import {
    BooleanField,
    BooleanInput,
    Create,
    CreateButton,
    Datagrid,
    DeleteWithConfirmButton,
    EditButton,
    List,
    Show,
    SimpleForm,
    TextField,
    TextInput,
    TopToolbar,
    regex,
    required,
    useCanAccess,
    useRecordContext,
    useRedirect,
    useTranslate,
} from 'react-admin';
import { Card, CardContent, Stack, Typography } from '@mui/material';
import { Facts } from '../look/Facts';
import { Moment, MomentField } from '../look/Money';
import { NoRecords } from '../look/NoRecords';
import { SafeEdit } from '../look/SafeEdit';
import { Secret, type Shown } from '../look/Secret';
import { RolesField, RolesInput } from '../users/roles';
import { ClientKeys } from './ClientKeys';

export const ClientList = () => (
    <List
        empty={<NoRecords hint="admin.clients.about" />}
        sort={{ field: 'clientId', order: 'ASC' }}
        exporter={false}
        actions={
            <TopToolbar>
                <CreateButton />
            </TopToolbar>
        }
    >
        <Datagrid rowClick="show" bulkActionButtons={false}>
            <TextField source="name" sortable={false} />
            <TextField source="clientId" />
            <RolesField source="roles" sortable={false} />
            <BooleanField source="disabled" sortable={false} />
            <MomentField source="updatedAt" sortable={false} />
        </Datagrid>
    </List>
);

const Fields = () => (
    <>
        <TextInput source="name" validate={required()} />
        <RolesInput />
        <BooleanInput source="disabled" />
    </>
);

/** The secret of a new client is shown this once. */
export const ClientCreate = () => {
    const redirect = useRedirect();
    const [made, setMade] = useState<{ id: number; values: Shown[] } | null>(null);
    const done = (client: { id: number; clientId: string; secret: string }) =>
        setMade({
            id: client.id,
            values: [
                { label: 'resources.clients.fields.clientId', value: client.clientId },
                { label: 'admin.secret.secret', value: client.secret },
            ],
        });
    return (
        <Create mutationOptions={{ onSuccess: done }}>
            <SimpleForm sx={{ maxWidth: 560 }}>
                <TextInput source="clientId" validate={[required(), regex(/^[A-Za-z0-9._-]+$/)]} helperText="admin.clients.idHint" />
                <Fields />
            </SimpleForm>
            <Secret title="admin.clients.made" values={made?.values ?? null} onClose={() => redirect('show', 'clients', made!.id)} />
        </Create>
    );
};

export const ClientEdit = () => (
    <SafeEdit>
        <Fields />
    </SafeEdit>
);

const Actions = () => {
    const { canAccess } = useCanAccess({ resource: 'clients', action: 'edit' });
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

export const ClientShow = () => (
    <Show actions={<Actions />} component="div">
        <About />
        <ClientKeys />
    </Show>
);

const About = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    if (!record) return null;
    return (
        <Card>
            <CardContent>
                <Stack direction="row" sx={{ justifyContent: 'space-between', mb: 2 }}>
                    <Typography variant="h1" component="h2">
                        {record.name}
                    </Typography>
                </Stack>
                <Facts
                    of={[
                        ['resources.clients.fields.clientId', <code>{record.clientId}</code>],
                        ['resources.clients.fields.roles', <RolesField />],
                        ['resources.clients.fields.scopes', record.scopes?.join(', ')],
                        ['resources.clients.fields.dialect', record.dialect],
                        ['resources.clients.fields.disabled', record.disabled && translate('ra.boolean.true')],
                        ['resources.clients.fields.updatedAt', <Moment at={record.updatedAt} />],
                    ]}
                />
            </CardContent>
        </Card>
    );
};
