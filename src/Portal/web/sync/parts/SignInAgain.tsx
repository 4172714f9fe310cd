import { Alert, Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle, TextField } from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useTranslate, type HttpError } from 'react-admin';
import { call, currentSession, forgetSession } from '../../api/http';

/** What changes much asks for a sign-in of the last minutes; what was typed stays where it is meanwhile. */
export const SignInAgain = ({ onDone, onClose }: { onDone: () => void; onClose: () => void }) => {
    const translate = useTranslate();
    const [password, setPassword] = useState('');
    const [totp, setTotp] = useState('');
    const [asksCode, setAsksCode] = useState(false);
    const [said, setSaid] = useState<string | null>(null);
    const go = async (event: FormEvent) => {
        event.preventDefault();
        try {
            const { body: me } = await call<{ email: string }>('/api/users/me');
            await call('/api/auth/session', { method: 'POST', body: { email: me.email, password, ...(totp ? { totp } : {}) } });
            forgetSession();
            await currentSession();
            onDone();
        } catch (problem) {
            const refusal = problem as HttpError;
            if (refusal.body?.errors?.totp) setAsksCode(true);
            setSaid(refusal.message);
        }
    };
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-label={translate('portal.sync.again.title')}>
            <form onSubmit={go}>
                <DialogTitle>{translate('portal.sync.again.title')}</DialogTitle>
                <DialogContent>
                    <DialogContentText gutterBottom>{translate('portal.sync.again.text')}</DialogContentText>
                    {said && <Alert severity="error" sx={{ mb: 1 }}>{said}</Alert>}
                    <TextField autoFocus fullWidth margin="dense" type="password" autoComplete="current-password" label={translate('portal.signIn.password')} value={password} onChange={event => setPassword(event.target.value)} />
                    {asksCode && <TextField fullWidth margin="dense" autoComplete="one-time-code" label={translate('portal.signIn.totp')} value={totp} onChange={event => setTotp(event.target.value)} />}
                </DialogContent>
                <DialogActions>
                    <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                    <Button type="submit" variant="contained" disabled={password === ''}>{translate('portal.signIn.submit')}</Button>
                </DialogActions>
            </form>
        </Dialog>
    );
};
