import { Chip, Stack, Typography } from '@mui/material';
import { Datagrid, FunctionField, SelectInput, TextField, TextInput, useListContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { ChoiceField, choicesOf } from '../../look/Choice';
import { MomentField } from '../../look/Money';
import { filterOf } from '../flows/filterOf';
import { FlowField } from '../parts/FlowField';
import { Heading } from '../parts/Heading';
import { Panel } from '../parts/Panel';
import { Pick, Picked } from '../parts/Pick';
import type { Conflict, ConflictCount } from '../parts/types';
import { useTicking } from '../parts/useTicking';
import { DecideMany } from './DecideMany';
import { Rules } from './Rules';
import { words } from './words';
import { NoRows, SyncList } from '../parts/SyncList';

const filters = [
    <TextInput source="flow" alwaysOn key="flow" />,
    <SelectInput source="state" choices={choicesOf('open', 'decided', 'settled')} alwaysOn key="state" />,
    <SelectInput
        source="kind"
        choices={[
            { id: 'field', name: 'portal.sync.conflict.field' },
            { id: 'deleted', name: 'portal.sync.conflict.deleted' },
            { id: 'ambiguous', name: 'portal.sync.conflict.ambiguous' },
        ]}
        key="kind"
    />,
    <TextInput source="path" key="path" />,
];

/** What both sides changed, and nobody but a person can decide. */
export const ConflictList = () => (
    <Stack spacing={2} sx={{ pt: 2, minWidth: 0 }}>
        <Heading of="resources.conflicts.name" />
        <Counts />
        <SyncList
            filters={filters}
            filterDefaultValues={{ state: 'open' }}
            none="portal.sync.conflict.none"
            noneText="portal.sync.conflict.noneText"
            isTicking>
            <BulkActions />
            <Datagrid
                rowClick="show"
                bulkActionButtons={false}
                empty={<NoRows none="portal.sync.conflict.none" noneText="portal.sync.conflict.noneText" />}>
                <Pick source="pick" label="portal.sync.pick" sortable={false} />
                <TextField source="id" />
                <FlowField source="flow" sortable={false} />
                <FunctionField source="path" sortable={false} render={(one: Conflict) => <What of={one} />} />
                <FunctionField
                    source="left"
                    sortable={false}
                    render={(one: Conflict) => (one.kind === 'ambiguous' ? one.subject : words(one.left))}
                />
                <FunctionField
                    source="right"
                    sortable={false}
                    render={(one: Conflict) => (one.kind === 'ambiguous' ? '' : words(one.right))}
                />
                <ChoiceField source="state" sortable={false} />
                <MomentField source="openedAt" sortable={false} />
            </Datagrid>
        </SyncList>
        <Rules />
    </Stack>
);

const What = ({ of }: { of: Conflict }) => {
    const translate = useTranslate();
    return of.kind === 'field' ? <b>{of.path}</b> : <span>{translate(`portal.sync.conflict.${of.kind}`)}</span>;
};

const BulkActions = () => {
    const { data, onUnselectItems } = useListContext<Conflict & { id: number }>();
    return <Picked>{ids => <DecideMany of={data?.filter(one => ids.includes(one.id)) ?? []} onDone={onUnselectItems} />}</Picked>;
};

const likeThis = ({ flow, kind, path }: ConflictCount) => filterOf({ flow, kind, state: 'open', ...(path ? { path } : {}) });

/** How many there are of each field; each leads to its own. */
const Counts = () => {
    const translate = useTranslate();
    const { data } = useTicking<{ items: ConflictCount[] }>('/api/sync/conflicts/counts');
    const open = data?.items.filter(one => one.state === 'open') ?? [];
    return (
        open.length > 0 && (
            <Panel title={translate('portal.sync.conflict.counts')}>
                <Stack component="ul" direction="row" sx={{ flexWrap: 'wrap', gap: 1, m: 0, p: 0, listStyle: 'none' }}>
                    {open.map(one => (
                        <li key={`${one.flow}/${one.kind}/${one.path}`}>
                            <Chip
                                component={Link}
                                clickable
                                color="warning"
                                variant="outlined"
                                to={`/conflicts?filter=${likeThis(one)}`}
                                label={
                                    <Typography component="span" variant="body2">
                                        {one.flow} · {one.path || translate(`portal.sync.conflict.${one.kind}`)} · <b>{one.count}</b>
                                    </Typography>
                                }
                            />
                        </li>
                    ))}
                </Stack>
            </Panel>
        )
    );
};
