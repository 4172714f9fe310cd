import { Button, Chip, Stack } from '@mui/material';
import { useState } from 'react';
import { Confirm, useLogout, useNotify, useTranslate } from 'react-admin';
import { call, leave } from '../api/http';
import type { Schemas } from '../api/types';
import { Moment } from '../look/Money';
import { Rows } from '../look/Rows';
import { useRead } from '../look/useRead';

/** Where somebody is signed in, each to be ended, or all at once. */
export const Sessions = () => {
    const translate = useTranslate();
    const notify = useNotify();
    const logout = useLogout();
    const { data, error, read } = useRead<Schemas['SessionList']>('/api/auth/sessions');
    const [asks, setAsks] = useState(false);
    const tell = (problem: Error) => notify(problem.message, { type: 'error' });
    const end = (id: string) =>
        call(`/api/auth/sessions/${id}`, { method: 'DELETE' })
            .then(() => notify('portal.account.ended', { type: 'info' }), tell)
            .then(read);
    const everywhere = () =>
        call('/api/auth/logout-everywhere', { method: 'POST' }).then(() => {
            leave();
            return logout();
        }, tell);
    return (
        <Stack spacing={1}>
            <Rows
                title="portal.account.sessions"
                rows={data?.items}
                error={error}
                empty="portal.account.none"
                columns={one => [
                    <Stack direction="row" spacing={1} useFlexGap sx={{ flexWrap: 'wrap', alignItems: 'center' }}>
                        <span>{translate(one.kind === 'portal' ? 'portal.account.browser' : 'portal.account.program')}</span>
                        {one.current && (
                            <Chip size="small" color="success" variant="outlined" label={translate('portal.account.thisOne')} />
                        )}
                    </Stack>,
                    one.address ?? '',
                    <Moment at={one.usedAt ?? one.createdAt} />,
                    one.current ? (
                        ''
                    ) : (
                        <Button size="small" onClick={() => end(one.id)}>
                            {translate('portal.account.end')}
                        </Button>
                    ),
                ]}
            />
            <div>
                <Button color="error" variant="outlined" onClick={() => setAsks(true)}>
                    {translate('portal.account.everywhere')}
                </Button>
            </div>
            <Confirm
                isOpen={asks}
                title={translate('portal.account.everywhere')}
                content={translate('portal.account.everywhereText')}
                onConfirm={everywhere}
                onClose={() => setAsks(false)}
            />
        </Stack>
    );
};
