import { Card, CardContent, Chip, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useCanAccess, useGetIdentity, useRecordContext, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { AskButton } from '../look/AskButton';
import { Facts } from '../look/Facts';
import { Moment, moment } from '../look/Money';
import { Secret, type Shown } from '../look/Secret';
import { ifMatch, useAct } from '../look/useAct';
import { useLocale } from 'react-admin';
import { RolesField } from './roles';

/** Who a user is, and what an administrator does for them. */
export const UserFacts = () => {
    const record = useRecordContext();
    const translate = useTranslate();
    const locale = useLocale();
    const { act } = useAct();
    const { identity } = useGetIdentity();
    const { canAccess } = useCanAccess({ resource: 'users', action: 'edit' });
    const [code, setCode] = useState<Shown[] | null>(null);
    if (!record) return null;
    const path = `/api/users/${record.id}`;
    const isSelf = identity?.id === record.id;
    const giveCode = async () => {
        const answer = await act<{ code: string; expiresAt: string }>(`${path}/reset-code`, { method: 'POST' });
        if (answer)
            setCode([
                { label: 'admin.users.code', value: answer.body.code },
                { label: 'admin.users.until', value: moment(answer.body.expiresAt, locale) },
            ]);
    };
    const toggle = () =>
        act(path, {
            method: 'PATCH',
            body: { disabled: !record.disabled },
            headers: { 'Content-Type': 'application/merge-patch+json', ...ifMatch(record) },
        });
    return (
        <Card>
            <CardContent>
                <Stack direction="row" spacing={1} sx={{ justifyContent: 'space-between', alignItems: 'start', mb: 2 }}>
                    <Typography variant="h1" component="h2">
                        {record.name}
                    </Typography>
                    <Chip
                        size="small"
                        variant="outlined"
                        color={record.disabled ? 'error' : 'success'}
                        label={translate(record.disabled ? 'admin.users.disabled' : 'admin.users.active')}
                    />
                </Stack>
                <Facts
                    of={[
                        ['resources.users.fields.email', <a href={`mailto:${record.email}`}>{record.email}</a>],
                        ['resources.users.fields.roles', <RolesField />],
                        [
                            'resources.users.fields.customerId',
                            record.customerId && <Link to={`/customers/${record.customerId}/show`}>{record.customerId}</Link>,
                        ],
                        ['resources.users.fields.hasTotp', translate(record.hasTotp ? 'ra.boolean.true' : 'ra.boolean.false')],
                        ['admin.users.singleSignOn', record.singleSignOn && translate('ra.boolean.true')],
                        ['resources.users.fields.updatedAt', <Moment at={record.updatedAt} />],
                    ]}
                />
                {canAccess && !isSelf && (
                    <Stack direction="row" spacing={1} useFlexGap sx={{ mt: 2, flexWrap: 'wrap' }} className="no-print">
                        <AskButton
                            variant="outlined"
                            label={record.disabled ? 'admin.users.enable' : 'admin.users.disable'}
                            text={record.disabled ? 'admin.users.enableText' : 'admin.users.disableText'}
                            color={record.disabled ? 'primary' : 'error'}
                            onYes={toggle}
                        />
                        <AskButton
                            variant="outlined"
                            label="admin.users.signOut"
                            text="admin.users.signOutText"
                            onYes={() => act(`${path}/sign-out`, { method: 'POST' }, 'admin.users.signedOut')}
                        />
                        <AskButton variant="outlined" label="admin.users.reset" text="admin.users.resetText" onYes={giveCode} />
                        {record.hasTotp && (
                            <AskButton
                                variant="outlined"
                                color="error"
                                label="admin.users.noTotp"
                                text="admin.users.noTotpText"
                                onYes={() => act(`${path}/totp`, { method: 'DELETE' })}
                            />
                        )}
                    </Stack>
                )}
                <Secret title="admin.users.codeTitle" hint="admin.users.codeHint" values={code} onClose={() => setCode(null)} />
            </CardContent>
        </Card>
    );
};
