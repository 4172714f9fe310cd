import { Alert, Box, Button, Card, CardContent, Chip, Link, Stack, TextField, Typography } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { HttpError, useNotify, useTranslate } from 'react-admin';
import { call } from '../api/http';
import type { Schemas } from '../api/types';
import { useAnswer } from '../signIn/useAnswer';

type Step = { at: 'rest' } | { at: 'password' } | { at: 'code'; secret: string; uri: string } | { at: 'recovery'; codes: string[] };

/** A code of an app besides the password: turned on in three steps, taken away with password and code. */
export const SecondFactor = ({ isOn, onChange }: { isOn: boolean; onChange: () => void }) => {
    const translate = useTranslate();
    const notify = useNotify();
    const { said, isBusy, send, wrong } = useAnswer();
    const [step, setStep] = useState<Step>({ at: 'rest' });
    const [currentPassword, setPassword] = useState('');
    const [code, setCode] = useState('');
    const rest = () => {
        setStep({ at: 'rest' });
        setPassword('');
        setCode('');
    };

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const answer = await send(async () => {
            if (isOn) {
                await call('/api/auth/totp', { method: 'DELETE', body: { currentPassword, code } });
                notify('portal.account.factorGone', { type: 'info' });
                rest();
                onChange();
            } else if (step.at === 'password') {
                const { body } = await call<Schemas['TotpSecret']>('/api/auth/totp', { method: 'POST', body: { currentPassword } });
                setStep({ at: 'code', ...body });
            } else {
                const { body } = await call<Schemas['RecoveryAnswer']>('/api/auth/totp/confirm', { method: 'POST', body: { code } });
                setStep({ at: 'recovery', codes: body.recoveryCodes });
            }
        });
        if (!(answer instanceof HttpError)) setCode('');
    };

    const password = (
        <TextField
            label={translate('portal.account.currentPassword')}
            type="password"
            autoComplete="current-password"
            autoFocus
            value={currentPassword}
            onChange={event => setPassword(event.target.value)}
            {...wrong('currentPassword')}
        />
    );
    const digits = (
        <TextField
            label={translate('portal.signIn.totp')}
            autoComplete="one-time-code"
            value={code}
            onChange={event => setCode(event.target.value)}
            {...wrong('code')}
        />
    );
    return (
        <Card>
            <CardContent>
                <Stack direction="row" spacing={1} sx={{ alignItems: 'center', mb: 1 }}>
                    <Typography variant="h2" component="h3">
                        {translate('portal.account.factor')}
                    </Typography>
                    <Chip
                        size="small"
                        variant="outlined"
                        color={isOn ? 'success' : 'default'}
                        label={translate(isOn ? 'portal.account.on' : 'portal.account.off')}
                    />
                </Stack>
                <Typography color="text.secondary" gutterBottom>
                    {translate('portal.account.factorText')}
                </Typography>
                {step.at === 'rest' && (
                    <Button variant="outlined" onClick={() => setStep({ at: 'password' })}>
                        {translate(isOn ? 'portal.account.takeAway' : 'portal.account.setUp')}
                    </Button>
                )}
                {step.at === 'recovery' && (
                    <Recovery
                        codes={step.codes}
                        onDone={() => {
                            rest();
                            onChange();
                        }}
                    />
                )}
                {(step.at === 'password' || step.at === 'code') && (
                    <Stack component="form" spacing={2} onSubmit={submit} noValidate sx={{ maxWidth: 420 }}>
                        {said && <Alert severity="error">{said}</Alert>}
                        {step.at === 'password' && password}
                        {step.at === 'code' && <Secret {...step} />}
                        {(isOn || step.at === 'code') && digits}
                        <Stack direction="row" spacing={1}>
                            <Button type="submit" variant="contained" color={isOn ? 'error' : 'primary'} disabled={isBusy}>
                                {translate(
                                    isOn ? 'portal.account.takeAway' : step.at === 'code' ? 'portal.account.turnOn' : 'portal.account.next',
                                )}
                            </Button>
                            <Button onClick={rest}>{translate('ra.action.cancel')}</Button>
                        </Stack>
                    </Stack>
                )}
            </CardContent>
        </Card>
    );
};

const Secret = ({ secret, uri }: { secret: string; uri: string }) => {
    const translate = useTranslate();
    return (
        <Box>
            <Typography>{translate('portal.account.secretText')}</Typography>
            <Box component="code" sx={{ display: 'block', my: 1, fontSize: '1.05rem', overflowWrap: 'anywhere' }}>
                {secret.match(/.{1,4}/g)?.join(' ')}
            </Box>
            <Link href={uri}>{translate('portal.account.openApp')}</Link>
        </Box>
    );
};

const Recovery = ({ codes, onDone }: { codes: string[]; onDone: () => void }) => {
    const translate = useTranslate();
    return (
        <Stack spacing={2}>
            <Alert severity="warning">{translate('portal.account.recovery')}</Alert>
            <Box component="ul" sx={{ m: 0, pl: 0, listStyle: 'none', columns: 2, fontFamily: 'monospace', maxWidth: 420 }}>
                {codes.map(one => (
                    <li key={one}>{one}</li>
                ))}
            </Box>
            <Stack direction="row" spacing={1}>
                <Button variant="outlined" onClick={() => navigator.clipboard?.writeText(codes.join('\n'))}>
                    {translate('portal.account.copy')}
                </Button>
                <Button variant="contained" onClick={onDone}>
                    {translate('portal.account.kept')}
                </Button>
            </Stack>
        </Stack>
    );
};
