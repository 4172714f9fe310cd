import { Button, Stack, Typography } from '@mui/material';
import { useGetIdentity, useGetOne, useRecordContext, useTranslate } from 'react-admin';
import { ForStaff } from '../look/ForStaff';
import { useMay } from '../look/useMay';
import { ifMatch, useAct } from '../look/useAct';

/** Who looks after a ticket; it can be taken, and given back. */
export const Assignment = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const may = useMay();
    const { act } = useAct();
    const { identity } = useGetIdentity();
    const { data: user } = useGetOne('users', { id: record?.assignee }, { enabled: !!record?.assignee && may('users:read') });
    if (!record) return null;
    const isMine = record.assignee === identity?.id;
    const assign = (assignee: unknown, done?: string) =>
        act(`/api/tickets/${record.id}/assign`, { method: 'POST', body: { assignee }, headers: ifMatch(record) }, done);
    return (
        <Stack direction="row" spacing={1} useFlexGap sx={{ alignItems: 'center', flexWrap: 'wrap', mb: 2 }}>
            <Typography color="textSecondary">
                {translate('records.ticket.facts')}:{' '}
                {record.assignee
                    ? isMine
                        ? identity?.fullName
                        : (user?.name ?? `user:${record.assignee}`)
                    : translate('records.ticket.nobody')}
            </Typography>
            <ForStaff permission="tickets:write">
                {isMine ? (
                    <Button size="small" className="no-print" onClick={() => assign(null)}>
                        {translate('records.ticket.release')}
                    </Button>
                ) : (
                    <Button
                        size="small"
                        variant="outlined"
                        className="no-print"
                        onClick={() => assign(identity?.id, 'records.ticket.assigned')}>
                        {translate('records.ticket.assign')}
                    </Button>
                )}
            </ForStaff>
        </Stack>
    );
};
