import { Alert, Button, Card, CardContent, Stack, TextField, Typography } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { HttpError, useNotify, useTranslate } from 'react-admin';
import { call, currentSession, forgetSession } from '../api/http';
import { useAnswer } from '../signIn/useAnswer';

/** Another password; it ends all other sessions. */
export const Password = ({ email }: { email: string }) => {
    const translate = useTranslate();
    const notify = useNotify();
    const { said, isBusy, send, wrong } = useAnswer();
    const [currentPassword, setCurrent] = useState('');
    const [newPassword, setNew] = useState('');
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const answer = await send(() => call('/api/auth/password', { method: 'POST', body: { currentPassword, newPassword } }));
        if (answer instanceof HttpError) return;
        // The session has a new cookie, and with it a new token for requests that change something.
        forgetSession();
        await currentSession();
        setCurrent('');
        setNew('');
        notify('portal.account.passwordChanged', { type: 'success' });
    };
    return (
        <Card>
            <CardContent>
                <Typography variant="h2" component="h3" gutterBottom>
                    {translate('portal.account.password')}
                </Typography>
                <Stack component="form" spacing={2} onSubmit={submit} noValidate sx={{ maxWidth: 420 }}>
                    {said && <Alert severity="error">{said}</Alert>}
                    <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
                    <TextField
                        label={translate('portal.account.currentPassword')}
                        type="password"
                        autoComplete="current-password"
                        value={currentPassword}
                        onChange={event => setCurrent(event.target.value)}
                        {...wrong('currentPassword')}
                    />
                    <TextField
                        label={translate('portal.signIn.newPassword')}
                        type="password"
                        autoComplete="new-password"
                        value={newPassword}
                        onChange={event => setNew(event.target.value)}
                        {...wrong('newPassword', translate('portal.signIn.passwordHint'))}
                    />
                    <div>
                        <Button type="submit" variant="contained" disabled={isBusy || !currentPassword || !newPassword}>
                            {translate('portal.account.changePassword')}
                        </Button>
                    </div>
                </Stack>
            </CardContent>
        </Card>
    );
};
