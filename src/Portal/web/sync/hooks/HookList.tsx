import { BooleanField, DatagridConfigurable, NumberField, SelectInput, TextField, TextInput } from 'react-admin';
import { ChoiceField, choicesOf } from '../../look/Choice';
import { MomentField } from '../../look/Money';
import { FlowField } from '../parts/FlowField';

import { SyncList } from '../parts/SyncList';

const filters = [
    <TextInput source="flow" alwaysOn key="flow" />,
    <SelectInput source="state" choices={choicesOf('received', 'done', 'failed')} alwaysOn key="state" />,
];

/** What outside systems told flows by calling them. */
export const HookList = () => (
    <SyncList filters={filters} none="portal.sync.hook.none" noneText="portal.sync.hook.noneText" hasColumns>
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
    </SyncList>
);
