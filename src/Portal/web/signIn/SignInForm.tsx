import { Alert, Button, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { HttpError, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import { expectSession } from '../api/http';
import type { SignIn } from '../api/session';
import { useAnswer } from './useAnswer';

const hasProvider = document.querySelector<HTMLMetaElement>('meta[name=single-sign-on]')?.content === 'on';

interface Props {
    signIn: (values: SignIn) => Promise<unknown>;
    /** Above a page with unsaved work the provider's page opens beside it. */
    isAbove?: boolean;
}

/** What a sign-in asks for: a code where a second factor is on, a new password where the old one was for the first use. */
export const useSignIn = ({ signIn, isAbove = false }: Props) => {
    const translate = useTranslate();
    const navigate = useNavigate();
    const { said, isBusy, send, wrong } = useAnswer();
    const [values, setValues] = useState({ username: '', password: '', totp: '', newPassword: '' });
    const [asks, setAsks] = useState<'totp' | 'newPassword' | null>(null);
    const field = (name: keyof typeof values, wire: string = name, hint?: string) => ({
        value: values[name],
        label: translate(`portal.signIn.${wire}`),
        fullWidth: true,
        onChange: (change: { target: { value: string } }) => setValues({ ...values, [name]: change.target.value }),
        ...wrong(wire, hint),
    });
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        event.stopPropagation();
        const answer = await send(() => signIn(values));
        if (!(answer instanceof HttpError)) return;
        if (answer.body?.errors?.totp) setAsks('totp');
        if (answer.body?.errors?.newPassword) setAsks('newPassword');
        if (answer.body?.errors?.code) navigate('/register', { state: { email: values.username, password: values.password } });
    };
    const hint =
        asks === 'newPassword' ? translate('portal.signIn.newPasswordHint') : asks === 'totp' ? translate('portal.signIn.totpHint') : null;
    const fields = (
        <>
            {said && <Alert severity="error">{said}</Alert>}
            {hint && <Alert severity="info">{hint}</Alert>}
            <TextField type="email" autoComplete="username" autoFocus {...field('username', 'email')} />
            <TextField type="password" autoComplete="current-password" {...field('password')} />
            {asks === 'totp' && <TextField autoComplete="one-time-code" autoFocus {...field('totp')} />}
            {asks === 'newPassword' && <TextField type="password" autoComplete="new-password" autoFocus {...field('newPassword')} />}
            <Button type="submit" variant="contained" size="large" disabled={isBusy}>
                {translate('portal.signIn.submit')}
            </Button>
            {hasProvider && (
                <Button
                    href="/api/auth/sso/start"
                    target={isAbove ? '_blank' : undefined}
                    onClick={expectSession}
                    variant="outlined"
                    size="large">
                    {translate('portal.signIn.sso')}
                </Button>
            )}
        </>
    );
    return { fields, submit };
};
