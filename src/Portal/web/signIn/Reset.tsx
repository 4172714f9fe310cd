import { Alert, Button, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { HttpError, useTranslate } from 'react-admin';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { call } from '../api/http';
import type { Schemas } from '../api/types';
import { Outside, Way } from './Outside';
import { useAnswer } from './useAnswer';

/** A forgotten password: a code comes by mail, or from an admin, and sets a new one. */
export const Reset = () => {
    const [search] = useSearchParams();
    const [hasCode, setHasCode] = useState(search.has('code'));
    const [detail, setDetail] = useState<string | null>(null);
    return hasCode ? (
        <WithCode code={search.get('code') ?? ''} detail={detail} />
    ) : (
        <Ask
            onAsked={said => {
                setDetail(said);
                setHasCode(true);
            }}
        />
    );
};

const Ask = ({ onAsked }: { onAsked: (said: string | null) => void }) => {
    const translate = useTranslate();
    const { said, isBusy, send, wrong } = useAnswer();
    const [email, setEmail] = useState('');
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const answer = await send(() =>
            call<Schemas['ResetAnswer']>('/api/auth/reset', { method: 'POST', body: { email }, isSignIn: true }),
        );
        if (!(answer instanceof HttpError)) onAsked(translate('portal.reset.sent'));
    };
    return (
        <Outside title="portal.reset.title" onSubmit={submit}>
            {said && <Alert severity="error">{said}</Alert>}
            <TextField
                label={translate('portal.signIn.email')}
                type="email"
                autoComplete="username"
                autoFocus
                fullWidth
                value={email}
                onChange={event => setEmail(event.target.value)}
                {...wrong('email', translate('portal.reset.hint'))}
            />
            <Button type="submit" variant="contained" size="large" disabled={isBusy}>
                {translate('portal.reset.ask')}
            </Button>
            <Button onClick={() => onAsked(null)}>{translate('portal.reset.have')}</Button>
            <Way to="/login" label="portal.reset.back" />
        </Outside>
    );
};

const WithCode = ({ code: given, detail }: { code: string; detail: string | null }) => {
    const translate = useTranslate();
    const navigate = useNavigate();
    const { said, isBusy, send, wrong } = useAnswer();
    const [code, setCode] = useState(given);
    const [newPassword, setNewPassword] = useState('');
    const [isDone, setDone] = useState(false);
    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (isDone) {
            navigate('/login');
            return;
        }
        const answer = await send(() => call('/api/auth/reset/confirm', { method: 'POST', body: { code, newPassword }, isSignIn: true }));
        if (!(answer instanceof HttpError)) setDone(true);
    };
    return (
        <Outside title="portal.reset.title" onSubmit={submit}>
            {said && <Alert severity="error">{said}</Alert>}
            {isDone ? (
                <Alert severity="success">{translate('portal.reset.done')}</Alert>
            ) : (
                <>
                    {detail && <Alert severity="info">{detail}</Alert>}
                    <TextField
                        label={translate('portal.reset.code')}
                        autoComplete="one-time-code"
                        autoFocus={!given}
                        fullWidth
                        value={code}
                        onChange={event => setCode(event.target.value)}
                        {...wrong('code')}
                    />
                    <TextField
                        label={translate('portal.signIn.newPassword')}
                        type="password"
                        autoComplete="new-password"
                        autoFocus={!!given}
                        fullWidth
                        value={newPassword}
                        onChange={event => setNewPassword(event.target.value)}
                        {...wrong('newPassword', translate('portal.signIn.passwordHint'))}
                    />
                </>
            )}
            <Button type="submit" variant="contained" size="large" disabled={isBusy}>
                {translate(isDone ? 'portal.signIn.submit' : 'portal.reset.set')}
            </Button>
            {!isDone && <Way to="/login" label="portal.reset.back" />}
        </Outside>
    );
};
