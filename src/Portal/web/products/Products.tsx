import { Card, CardContent, Grid, Stack, Typography } from '@mui/material';
import {
    Create,
    EditButton,
    NumberField,
    NumberInput,
    SearchInput,
    SelectInput,
    Show,
    SimpleForm,
    TextField,
    TextInput,
    TopToolbar,
    minValue,
    required,
    useLocale,
    useRecordContext,
    useTranslate,
} from 'react-admin';
import { CustomFacts } from '../custom/CustomFacts';
import { CustomInputs } from '../custom/CustomInputs';
import { ChoiceField, Word, activities, choicesOf } from '../look/Choice';
import { BulkSet } from '../look/BulkSet';
import { setField } from '../look/bulk';
import { History } from '../look/History';
import { MoneyField, money } from '../look/Money';
import { RecordTable } from '../look/RecordList';
import { SafeEdit } from '../look/SafeEdit';
import { Movements } from './Movements';

const filters = [
    <SearchInput source="q" alwaysOn key="q" />,
    <TextInput source="sku" key="sku" />,
    <SelectInput source="status" choices={choicesOf(...activities)} key="status" />,
];

export const ProductList = () => (
    <RecordTable
        filters={filters}
        sort={{ field: 'name', order: 'ASC' }}
        bulk={<BulkSet label="records.bulk.status" choices={activities} run={setField('products', 'status')} />}
        omit={['externalId']}>
        <TextField source="sku" />
        <TextField source="name" />
        <MoneyField source="price" textAlign="right" />
        <NumberField source="stock.onHand" sortable={false} textAlign="right" />
        <NumberField source="stock.reserved" sortable={false} textAlign="right" />
        <NumberField source="stock.available" sortable={false} textAlign="right" />
        <TextField source="externalId" sortable={false} />
        <ChoiceField source="status" sortable={false} />
    </RecordTable>
);

const Fields = () => (
    <Grid container spacing={2} sx={{ maxWidth: 900 }}>
        <Grid size={{ xs: 12, sm: 8 }}>
            <TextInput source="name" validate={required()} />
        </Grid>
        <Grid size={{ xs: 12, sm: 4 }}>
            <TextInput source="sku" />
        </Grid>
        <Grid size={12}>
            <TextInput source="description" multiline minRows={2} />
        </Grid>
        <Grid size={{ xs: 6, sm: 4 }}>
            <NumberInput source="price" validate={[required(), minValue(0)]} />
        </Grid>
        <Grid size={{ xs: 6, sm: 4 }}>
            <TextInput source="currency" defaultValue="EUR" />
        </Grid>
        <Grid size={{ xs: 12, sm: 4 }}>
            <SelectInput source="status" choices={choicesOf(...activities)} defaultValue="active" validate={required()} />
        </Grid>
    </Grid>
);

export const ProductCreate = () => (
    <Create redirect="show">
        <SimpleForm>
            <Fields />
            <CustomInputs />
        </SimpleForm>
    </Create>
);
export const ProductEdit = () => (
    <SafeEdit>
        <Fields />
        <CustomInputs />
    </SafeEdit>
);

export const ProductShow = () => (
    <Show
        actions={
            <TopToolbar>
                <EditButton />
            </TopToolbar>
        }
        component="div">
        <Facts />
        <CustomFacts />
        <Movements />
        <History />
    </Show>
);

const Facts = () => {
    const record = useRecordContext();
    const locale = useLocale();
    const translate = useTranslate();
    if (!record) return null;
    return (
        <Card>
            <CardContent>
                <Stack direction="row" sx={{ justifyContent: 'space-between' }}>
                    <Typography variant="h1" component="h2">
                        {record.name}
                    </Typography>
                    <Word value={record.status} />
                </Stack>
                <Typography color="textSecondary">
                    {record.sku} · {money(record.price, record.currency, locale)}
                </Typography>
                <Typography sx={{ my: 2, maxWidth: '70ch' }}>{record.description}</Typography>
                <Stack direction="row" spacing={4}>
                    {(['onHand', 'reserved', 'available'] as const).map(name => (
                        <div key={name}>
                            <Typography variant="body2" color="textSecondary">
                                {translate(`resources.products.fields.stock.${name}`)}
                            </Typography>
                            <Typography variant="h1" component="p">
                                {record.stock?.[name] ?? '–'}
                            </Typography>
                        </div>
                    ))}
                </Stack>
            </CardContent>
        </Card>
    );
};
