import {
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogTitle,
    FormControlLabel,
    Radio,
    RadioGroup,
    Stack,
    TextField,
} from '@mui/material';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import { useAct } from '../look/useAct';

const dayAgo = () => {
    const at = new Date(Date.now() - 86_400_000);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** Sends the events since some time once more. */
export const Resend = ({ path, onClose }: { path: string; onClose: () => void }) => {
    const translate = useTranslate();
    const notify = useNotify();
    const { act } = useAct();
    const [since, setSince] = useState(dayAgo);
    const [which, setWhich] = useState('dead');
    const go = async () => {
        const answer = await act<{ resent: number }>(`${path}/resend`, {
            method: 'POST',
            body: { since: new Date(since).toISOString(), ...(which === 'all' ? { which } : {}) },
        });
        if (answer) notify('admin.webhooks.resent', { messageArgs: { smart_count: answer.body.resent } });
        onClose();
    };
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="xs">
            <DialogTitle>{translate('admin.webhooks.resend')}</DialogTitle>
            <DialogContent>
                <Stack spacing={2} sx={{ pt: 1 }}>
                    <TextField
                        margin="none"
                        type="datetime-local"
                        label={translate('admin.webhooks.sinceWhen')}
                        value={since}
                        onChange={event => setSince(event.target.value)}
                        slotProps={{ inputLabel: { shrink: true } }}
                    />
                    <RadioGroup
                        value={which}
                        onChange={event => setWhich(event.target.value)}
                        aria-label={translate('admin.webhooks.resend')}>
                        {['dead', 'all'].map(one => (
                            <FormControlLabel key={one} value={one} control={<Radio />} label={translate(`admin.webhooks.which.${one}`)} />
                        ))}
                    </RadioGroup>
                </Stack>
            </DialogContent>
            <DialogActions>
                <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                <Button variant="contained" disabled={!since} onClick={go}>
                    {translate('admin.webhooks.resend')}
                </Button>
            </DialogActions>
        </Dialog>
    );
};
