import { Box, IconButton, Tooltip } from '@mui/material';
import EndIcon from '@mui/icons-material/LogoutOutlined';
import { useCanAccess, useRecordContext, useTranslate } from 'react-admin';
import { Moment } from '../look/Money';
import { Rows } from '../look/Rows';
import { useAct } from '../look/useAct';
import { useRead } from '../look/useRead';

interface Session {
    id: string;
    kind: string;
    createdAt: string;
    usedAt: string | null;
    address: string | null;
}

/** Where somebody is signed in; each of these can be ended. */
export const UserSessions = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const { act } = useAct();
    const { canAccess } = useCanAccess({ resource: 'users', action: 'edit' });
    const path = record ? `/api/users/${record.id}/sessions` : null;
    const { data, error, read } = useRead<{ items: Session[] }>(path);
    const end = async (id: string) => {
        await act(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' });
        read();
    };
    return (
        <Box sx={{ mt: 2 }}>
            <Rows
                title="admin.users.sessions"
                rows={data?.items}
                error={error}
                empty="admin.users.noSessions"
                columns={one => [
                    translate(`admin.users.kinds.${one.kind}`, { _: one.kind }),
                    one.address,
                    <>
                        {translate('admin.users.since')} <Moment at={one.createdAt} />
                    </>,
                    one.usedAt && (
                        <>
                            {translate('admin.users.used')} <Moment at={one.usedAt} />
                        </>
                    ),
                    canAccess && (
                        <Tooltip title={translate('admin.users.end')}>
                            <IconButton
                                size="small"
                                aria-label={`${translate('admin.users.end')}: ${one.address ?? one.kind}`}
                                onClick={() => end(one.id)}>
                                <EndIcon fontSize="small" />
                            </IconButton>
                        </Tooltip>
                    ),
                ]}
            />
        </Box>
    );
};
