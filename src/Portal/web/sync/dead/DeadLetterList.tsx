import { Stack } from '@mui/material';
import { DatagridConfigurable, NumberField, SelectInput, TextField, TextInput, useListContext } from 'react-admin';
import { ChoiceField, choicesOf } from '../../look/Choice';
import { MomentField } from '../../look/Money';
import { FlowField } from '../parts/FlowField';
import { Heading } from '../parts/Heading';
import { Pick, Picked } from '../parts/Pick';
import { causes } from './causes';
import { Groups } from './Groups';
import { PutRight } from './PutRight';
import { Replays } from './Replays';
import { SyncList } from '../parts/SyncList';

const filters = [
    <TextInput source="flow" alwaysOn key="flow" />,
    <SelectInput source="cause" choices={choicesOf(...causes)} key="cause" alwaysOn />,
    <TextInput source="subject" key="subject" />,
    <TextInput source="fingerprint" key="fingerprint" />,
];

/** What could not be delivered: by cause first, then one by one. */
export const DeadLetterList = () => (
    <Stack spacing={2} sx={{ pt: 2, minWidth: 0 }}>
        <Heading of="resources.dead-letters.name" />
        <Groups />
        <Replays />
        <SyncList filters={filters} none="portal.dead.nothing" noneText="portal.dead.nothingText" hasColumns isTicking>
            <BulkActions />
            <DatagridConfigurable rowClick="show" bulkActionButtons={false} omit={['createdAt', 'target', 'attempts']}>
                <Pick source="pick" label="portal.sync.pick" sortable={false} />
                <TextField source="id" />
                <FlowField source="flow" sortable={false} />
                <TextField source="target" sortable={false} />
                <TextField source="subject" sortable={false} />
                <ChoiceField source="cause" sortable={false} />
                <TextField source="message" sortable={false} />
                <NumberField source="attempts" sortable={false} />
                <MomentField source="finishedAt" sortable={false} />
                <MomentField source="createdAt" sortable={false} />
            </DatagridConfigurable>
        </SyncList>
    </Stack>
);

const BulkActions = () => {
    const { onUnselectItems } = useListContext();
    return <Picked>{ids => <PutRight filter={{ ids }} count={ids.length} onDone={onUnselectItems} />}</Picked>;
};
