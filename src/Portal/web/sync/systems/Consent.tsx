import { Alert, Button, Link as Anchor, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { call } from '../../api/http';
import { Moment } from '../../look/Money';
import { Panel } from '../parts/Panel';

interface Allowed {
    until: string;
    renews: boolean;
}

/** A person allows Lockstep to sign in at a system: at the provider's page, whose answer is brought back here. */
export const Consent = ({ system }: { system: string }) => {
    const translate = useTranslate();
    const notify = useNotify();
    const [begun, setBegun] = useState<{ url: string; state: string } | null>(null);
    const [back, setBack] = useState('');
    const [allowed, setAllowed] = useState<Allowed | null>(null);
    const ask = async <T,>(path: string, body: unknown, then: (answer: T) => void) => {
        try {
            then((await call<T>(`/api/systems/${system}/${path}`, { method: 'POST', body })).body);
        } catch (error) {
            notify((error as Error).message, { type: 'error' });
        }
    };
    const begin = () => ask<{ url: string; state: string }>('authorize', undefined, setBegun);
    const redeem = () => {
        const found = answerOf(back, begun?.state);
        if (!found) notify('portal.sync.consent.wrong', { type: 'error' });
        else
            void ask<Allowed>('redeem', found, answer => {
                setAllowed(answer);
                setBegun(null);
                setBack('');
            });
    };
    return (
        <Panel
            title={translate('portal.sync.consent.title')}
            action={
                <Button size="small" variant={begun ? 'outlined' : 'contained'} onClick={begin}>
                    {translate('portal.sync.consent.begin')}
                </Button>
            }>
            <Stack spacing={1.5}>
                <Typography color="textSecondary">{translate('portal.sync.consent.text')}</Typography>
                {begun && (
                    <>
                        <Anchor href={begun.url} target="_blank" rel="noreferrer">
                            {translate('portal.sync.consent.open')}
                        </Anchor>
                        <TextField
                            size="small"
                            label={translate('portal.sync.consent.back')}
                            helperText={translate('portal.sync.consent.backText')}
                            value={back}
                            onChange={event => setBack(event.target.value)}
                        />
                        <div>
                            <Button variant="contained" disabled={back.trim() === ''} onClick={redeem}>
                                {translate('portal.sync.consent.redeem')}
                            </Button>
                        </div>
                    </>
                )}
                {allowed && (
                    <Alert severity="success">
                        {translate(allowed.renews ? 'portal.sync.consent.renews' : 'portal.sync.consent.once')}{' '}
                        <Moment at={allowed.until} />
                    </Alert>
                )}
            </Stack>
        </Panel>
    );
};

/** Code and state of the address with which the provider sent the person back; a code alone does as well. */
const answerOf = (back: string, state: string | undefined) => {
    const text = back.trim();
    if (!/[?&]code=/.test(text)) return /^\S+$/.test(text) && state ? { code: text, state } : null;
    const search = new URLSearchParams(text.slice(text.indexOf('?') + 1).split('#')[0]);
    return { code: search.get('code'), state: search.get('state') ?? state };
};
