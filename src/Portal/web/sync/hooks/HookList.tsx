import {
    BooleanField,
    DatagridConfigurable,
    FilterButton,
    List,
    NumberField,
    SelectColumnsButton,
    SelectInput,
    TextField,
    TextInput,
    TopToolbar,
    useTranslate,
} from 'react-admin';
import { ChoiceField, choicesOf } from '../../look/Choice';
import { MomentField } from '../../look/Money';
import { FlowField } from '../parts/FlowField';
import { Nothing } from '../parts/Panel';

const filters = [
    <TextInput source="flow" alwaysOn key="flow" />,
    <SelectInput source="state" choices={choicesOf('received', 'done', 'failed')} alwaysOn key="state" />,
];

const Empty = () => {
    const translate = useTranslate();
    return <Nothing title={translate('portal.sync.hook.none')} text={translate('portal.sync.hook.noneText')} />;
};

/** What outside systems told flows by calling them. */
export const HookList = () => (
    <List
        filters={filters}
        sort={{ field: 'id', order: 'DESC' }}
        perPage={25}
        exporter={false}
        empty={<Empty />}
        actions={
            <TopToolbar>
                <SelectColumnsButton />
                <FilterButton />
            </TopToolbar>
        }>
        <DatagridConfigurable rowClick="show" bulkActionButtons={false} omit={['senderId', 'size', 'attempts', 'isErased', 'repeats']}>
            <TextField source="id" />
            <FlowField source="flow" sortable={false} />
            <ChoiceField source="state" sortable={false} />
            <MomentField source="receivedAt" sortable={false} />
            <NumberField source="records" sortable={false} />
            <TextField source="reason" sortable={false} />
            <TextField source="senderId" sortable={false} />
            <NumberField source="size" sortable={false} />
            <NumberField source="attempts" sortable={false} />
            <NumberField source="repeats" sortable={false} />
            <BooleanField source="isErased" sortable={false} />
        </DatagridConfigurable>
    </List>
);
