import { Button } from '@mui/material';
import { useState } from 'react';
import {
    ChipField,
    Datagrid,
    FilterButton,
    FunctionField,
    SelectInput,
    TextField,
    TextInput,
    TopToolbar,
    useCanAccess,
    useRecordContext,
    useRefresh,
    useTranslate,
} from 'react-admin';
import { MomentField } from '../../look/Money';
import { Ask } from '../../look/Ask';
import { RecordList } from '../../look/RecordList';
import { FlowField } from '../parts/FlowField';
import { Nothing } from '../parts/Panel';
import { useAct } from '../../look/useAct';
import { LinkByHand } from './LinkByHand';
import { LinkTable } from './LinkTable';
import { MergeLink } from './MergeLink';

const states = ['linked', 'left-gone', 'right-gone', 'gone', 'unlinked'];
const filters = [
    <TextInput source="flow" alwaysOn key="flow" />,
    <SelectInput source="state" choices={states.map(id => ({ id, name: `portal.sync.link.state.${id}` }))} alwaysOn key="state" />,
    <TextInput source="leftId" key="leftId" />,
    <TextInput source="rightId" key="rightId" />,
];

const Empty = () => {
    const translate = useTranslate();
    return <Nothing title={translate('portal.sync.link.none')} text={translate('portal.sync.link.noneText')} action={<Make />} />;
};

/** New links, one or many; the first table of ids comes where there is no link yet. */
const Make = () => {
    const { canAccess } = useCanAccess({ resource: 'links', action: 'edit' });
    return (
        canAccess && (
            <>
                <LinkTable />
                <LinkByHand />
            </>
        )
    );
};

const Actions = () => (
    <TopToolbar>
        <FilterButton />
        <Make />
    </TopToolbar>
);

/** Which record of one system belongs to which of another. */
export const LinkList = () => {
    const translate = useTranslate();
    return (
        <RecordList filters={filters} sort={{ field: 'id', order: 'DESC' }} empty={<Empty />} actions={<Actions />}>
            <Datagrid rowClick={false} bulkActionButtons={false}>
                <TextField source="id" />
                <FlowField source="flow" sortable={false} />
                <TextField source="leftId" sortable={false} emptyText="–" />
                <TextField source="rightId" sortable={false} emptyText="–" />
                <FunctionField
                    source="state"
                    sortable={false}
                    render={(one: { state: string }) => (
                        <ChipField
                            record={{ state: translate(`portal.sync.link.state.${one.state}`) }}
                            source="state"
                            size="small"
                            variant="outlined"
                        />
                    )}
                />
                <FunctionField
                    source="how"
                    sortable={false}
                    render={(one: { how: string }) => translate(`portal.sync.link.how.${one.how}`)}
                />
                <MomentField source="linkedAt" sortable={false} />
                <MomentField source="changedAt" sortable={false} />
                <FunctionField label="portal.sync.action" render={() => <Moves />} />
            </Datagrid>
        </RecordList>
    );
};

const Moves = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const refresh = useRefresh();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'links', action: 'edit' });
    const [asks, setAsks] = useState(false);
    if (!record || !canAccess) return null;
    const go = async (how: 'unlink' | 'rematch') => {
        if (await act(`/api/sync/links/${record.id}/${how}`, {}, `portal.sync.link.${how}ed`)) {
            setAsks(false);
            refresh();
        }
    };
    return (
        <>
            {record.state !== 'unlinked' && <MergeLink id={record.id as number} />}
            {record.state === 'linked' && (
                <Button
                    size="small"
                    color="error"
                    onClick={() => setAsks(true)}
                    aria-label={`${translate('portal.sync.link.unlink')} ${record.id}`}>
                    {translate('portal.sync.link.unlink')}
                </Button>
            )}
            {record.state === 'unlinked' && (
                <Button
                    size="small"
                    disabled={isBusy}
                    onClick={() => go('rematch')}
                    aria-label={`${translate('portal.sync.link.rematch')} ${record.id}`}>
                    {translate('portal.sync.link.rematch')}
                </Button>
            )}
            {asks && (
                <Ask
                    title={translate('portal.sync.link.unlinkAsk', { left: record.leftId, right: record.rightId })}
                    text={translate('portal.sync.link.unlinkText')}
                    action={translate('portal.sync.link.unlink')}
                    isDanger
                    isBusy={isBusy}
                    onGo={() => go('unlink')}
                    onClose={() => setAsks(false)}
                />
            )}
        </>
    );
};
