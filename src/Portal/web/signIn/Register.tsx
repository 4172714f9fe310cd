import { Alert, Button, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { HttpError, useTranslate } from 'react-admin';
import { useLocation } from 'react-router-dom';
import { call } from '../api/http';
import { signIn } from '../api/session';
import type { Schemas } from '../api/types';
import { Outside, Way } from './Outside';
import { useAnswer } from './useAnswer';

/**
 * Somebody becomes a customer by themselves; where mail is sent, a code shows that the address is theirs. Who comes from
 * the sign-in lacks only that.
 */
export const Register = () => {
    const translate = useTranslate();
    const { said, isBusy, send, wrong } = useAnswer();
    const known = useLocation().state as { email: string; password: string } | null;
    const [values, setValues] = useState({ name: '', email: '', password: '', code: '', ...known });
    const [awaitsCode, setAwaitsCode] = useState(known !== null);
    const { name, email, password, code } = values;
    const field = (one: keyof typeof values, label: string, hint?: string) => ({
        value: values[one],
        label: translate(label),
        fullWidth: true,
        onChange: (change: { target: { value: string } }) => setValues({ ...values, [one]: change.target.value }),
        ...wrong(one, hint),
    });
    const post = <T,>(path: string, body: unknown) => call<T>(`/api/customers/${path}`, { method: 'POST', body, isSignIn: true });
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const answer = await send(async () => {
            if (awaitsCode) await post('register/confirm', { email, code, password });
            else if ((await post<Schemas['User']>('register', { name, email, password })).body.disabled) return true;
            await signIn({ username: email, password });
            // The page was built for strangers; it comes anew for who is in.
            location.assign('/');
            return awaitsCode;
        });
        if (!(answer instanceof HttpError)) setAwaitsCode(answer);
    };
    const again = () => send(() => post('register/code', { email }));
    return (
        <Outside title="portal.register.title" onSubmit={submit}>
            {said && <Alert severity="error">{said}</Alert>}
            {awaitsCode ? (
                <>
                    <Alert severity="info">{translate('portal.register.mailed', { email })}</Alert>
                    <TextField autoComplete="one-time-code" autoFocus {...field('code', 'portal.reset.code')} />
                </>
            ) : (
                <>
                    <TextField autoComplete="name" autoFocus {...field('name', 'portal.register.name')} />
                    <TextField type="email" autoComplete="username" {...field('email', 'portal.signIn.email')} />
                    <TextField
                        type="password"
                        autoComplete="new-password"
                        {...field('password', 'portal.signIn.password', translate('portal.signIn.passwordHint'))}
                    />
                </>
            )}
            <Button type="submit" variant="contained" size="large" disabled={isBusy}>
                {translate(awaitsCode ? 'portal.register.confirm' : 'portal.register.submit')}
            </Button>
            {awaitsCode && (
                <Button onClick={again} disabled={isBusy}>
                    {translate('portal.register.again')}
                </Button>
            )}
            <Way to="/login" label="portal.reset.back" />
        </Outside>
    );
};
