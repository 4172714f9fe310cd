import { Alert, Box, Button, Card, Stack, TextField, Typography } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { expectSession } from '../api/http';
import { HttpError, useLogin, useTranslate } from 'react-admin';

const hasProvider = document.querySelector<HTMLMetaElement>('meta[name=single-sign-on]')?.content === 'on';

/** Signs in: by password, with a code where a second factor is on, with a new password where the old one was for the first use. */
export const Login = () => {
    const translate = useTranslate();
    const login = useLogin();
    const [values, setValues] = useState({ username: '', password: '', totp: '', newPassword: '' });
    const [asks, setAsks] = useState<'totp' | 'newPassword' | null>(null);
    const [said, setSaid] = useState<string | null>(null);
    const [isBusy, setBusy] = useState(false);
    const field = (name: keyof typeof values) => ({ value: values[name], onChange: (change: { target: { value: string } }) => setValues({ ...values, [name]: change.target.value }) });

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        setBusy(true);
        setSaid(null);
        try {
            await login(values);
        } catch (error) {
            const problem = error as HttpError;
            if (problem.status === 401 && problem.body?.errors?.totp) setAsks('totp');
            if (problem.status === 403) setAsks('newPassword');
            setSaid(translate(problem.message, { _: problem.message }));
            setBusy(false);
        }
    };

    return (
        <Box component="main" sx={{ minHeight: '100vh', display: 'grid', placeItems: 'center', p: 2, bgcolor: 'background.default', color: 'text.primary' }}>
            <Card sx={{ width: '100%', maxWidth: 400, p: 4 }}>
                <Stack component="form" spacing={2} onSubmit={submit} noValidate>
                    <Mark />
                    <Typography variant="h1" align="center">{translate('portal.signIn.title')}</Typography>
                    {said && <Alert severity={asks ? 'info' : 'error'}>{said}</Alert>}
                    <TextField label={translate('portal.signIn.email')} type="email" autoComplete="username" autoFocus fullWidth {...field('username')} />
                    <TextField label={translate('portal.signIn.password')} type="password" autoComplete="current-password" fullWidth {...field('password')} />
                    {asks === 'totp' && <TextField label={translate('portal.signIn.totp')} autoComplete="one-time-code" autoFocus fullWidth {...field('totp')} />}
                    {asks === 'newPassword' && (
                        <TextField label={translate('portal.signIn.newPassword')} helperText={translate('portal.signIn.newPasswordHint')} type="password" autoComplete="new-password" autoFocus fullWidth {...field('newPassword')} />
                    )}
                    <Button type="submit" variant="contained" size="large" disabled={isBusy}>{translate('portal.signIn.submit')}</Button>
                    {hasProvider && <Button href="/api/auth/sso/start" onClick={expectSession} variant="outlined" size="large">{translate('portal.signIn.sso')}</Button>}
                </Stack>
            </Card>
        </Box>
    );
};

export const Mark = ({ size = 44 }: { size?: number }) => (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false" style={{ alignSelf: 'center' }}>
        <rect width="32" height="32" rx="8" fill="#0f5c63" />
        <path d="M9 8v16h6" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
        <path d="M17 8v16h6" fill="none" stroke="#7fe0d0" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
);
