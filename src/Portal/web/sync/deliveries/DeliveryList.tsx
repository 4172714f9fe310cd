import { DatagridConfigurable, NumberField, SelectInput, TextField, TextInput } from 'react-admin';
import { ChoiceField, choicesOf } from '../../look/Choice';
import { MomentField } from '../../look/Money';
import { FlowField } from '../parts/FlowField';

import { SyncList } from '../parts/SyncList';

const filters = [
    <TextInput source="flow" alwaysOn key="flow" />,
    <SelectInput source="state" choices={choicesOf('pending', 'blocked', 'delivered', 'skipped', 'dead')} key="state" alwaysOn />,
    <TextInput source="subject" alwaysOn key="subject" />,
];

/** What flows brought, or are about to bring. */
export const DeliveryList = () => (
    <SyncList filters={filters} none="portal.sync.deliveries.none" noneText="portal.sync.deliveries.noneText" hasColumns>
        <DatagridConfigurable rowClick="show" bulkActionButtons={false} omit={['version', 'attempts', 'dueAt', 'message']}>
            <TextField source="id" />
            <FlowField source="flow" sortable={false} />
            <TextField source="subject" sortable={false} />
            <NumberField source="version" sortable={false} />
            <TextField source="target" sortable={false} />
            <TextField source="targetId" sortable={false} />
            <ChoiceField source="state" sortable={false} />
            <ChoiceField source="cause" sortable={false} />
            <TextField source="message" sortable={false} />
            <NumberField source="attempts" sortable={false} />
            <MomentField source="createdAt" sortable={false} />
            <MomentField source="dueAt" sortable={false} />
            <MomentField source="finishedAt" sortable={false} />
        </DatagridConfigurable>
    </SyncList>
);
