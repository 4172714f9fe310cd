import { Button, Typography } from '@mui/material';
import { useCanAccess, useTranslate } from 'react-admin';
import { Moment } from '../../look/Money';
import { Panel } from '../parts/Panel';
import { Table } from '../../look/Table';
import type { Items, Rule } from '../parts/types';
import { useAct } from '../../look/useAct';
import { useTicking } from '../parts/useTicking';

/** Decisions that hold for a field from then on; each can be taken back. */
export const Rules = () => {
    const translate = useTranslate();
    const { act, isBusy } = useAct();
    const { canAccess } = useCanAccess({ resource: 'conflicts', action: 'edit' });
    const { data, read } = useTicking<Items<Rule>>('/api/sync/rules?size=100&sort=-id', 10_000);
    const remove = async (id: number) => {
        if (await act(`/api/sync/rules/${id}`, { method: 'DELETE' }, 'portal.sync.rules.gone')) read();
    };
    return (
        data &&
        data.items.length > 0 && (
            <Panel title={translate('portal.sync.rules.title')}>
                <Typography color="textSecondary" gutterBottom>
                    {translate('portal.sync.rules.text')}
                </Typography>
                <Table
                    label={translate('portal.sync.rules.title')}
                    rows={data.items}
                    keyOf={one => one.id}
                    columns={[
                        { name: 'resources.conflicts.fields.flow', value: one => one.flow },
                        { name: 'resources.conflicts.fields.path', value: one => <b>{one.field}</b> },
                        { name: 'portal.sync.rules.owner', value: one => translate(`portal.sync.conflict.take.${one.owner}`) },
                        {
                            name: 'portal.history.actor',
                            value: one => (
                                <>
                                    {one.madeBy} · <Moment at={one.madeAt} />
                                </>
                            ),
                            isWide: true,
                        },
                        {
                            name: 'portal.sync.action',
                            value: one =>
                                canAccess && (
                                    <Button
                                        size="small"
                                        color="error"
                                        disabled={isBusy}
                                        onClick={() => remove(one.id)}
                                        aria-label={`${translate('portal.sync.rules.remove')} ${one.field}`}>
                                        {translate('portal.sync.rules.remove')}
                                    </Button>
                                ),
                        },
                    ]}
                />
            </Panel>
        )
    );
};
