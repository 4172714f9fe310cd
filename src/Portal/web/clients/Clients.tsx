import {
    BooleanField,
    BooleanInput,
    CreateButton,
    Datagrid,
    Show,
    TextField,
    TextInput,
    TopToolbar,
    regex,
    required,
    useRecordContext,
    useTranslate,
} from 'react-admin';
import { Card, CardContent, Stack, Typography } from '@mui/material';
import { Facts } from '../look/Facts';
import { Moment, MomentField } from '../look/Money';
import { NoRecords } from '../look/NoRecords';
import { RecordList } from '../look/RecordList';
import { SafeEdit } from '../look/SafeEdit';
import { RolesField, RolesInput } from '../users/roles';
import { ClientKeys } from './ClientKeys';
import { ShowActions } from '../look/ShowActions';
import { CreateWithSecret } from '../look/CreateWithSecret';

export const ClientList = () => (
    <RecordList
        empty={<NoRecords hint="admin.clients.about" />}
        sort={{ field: 'clientId', order: 'ASC' }}
        actions={
            <TopToolbar>
                <CreateButton />
            </TopToolbar>
        }>
        <Datagrid rowClick="show" bulkActionButtons={false}>
            <TextField source="name" sortable={false} />
            <TextField source="clientId" />
            <RolesField source="roles" sortable={false} />
            <BooleanField source="disabled" sortable={false} />
            <MomentField source="updatedAt" sortable={false} />
        </Datagrid>
    </RecordList>
);

const Fields = () => (
    <>
        <TextInput source="name" validate={required()} />
        <RolesInput />
        <BooleanInput source="disabled" />
    </>
);

/** The secret of a new client is shown this once. */
export const ClientCreate = () => (
    <CreateWithSecret
        title="admin.clients.made"
        secretOf={(client: { id: number; clientId: string; secret: string }) => [
            { label: 'resources.clients.fields.clientId', value: client.clientId },
            { label: 'admin.secret.secret', value: client.secret },
        ]}>
        <TextInput source="clientId" validate={[required(), regex(/^[A-Za-z0-9._-]+$/)]} helperText="admin.clients.idHint" />
        <Fields />
    </CreateWithSecret>
);

export const ClientEdit = () => (
    <SafeEdit>
        <Fields />
    </SafeEdit>
);

export const ClientShow = () => (
    <Show actions={<ShowActions />} component="div">
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
