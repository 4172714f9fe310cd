import {
    Alert,
    Button,
    Dialog,
    DialogActions,
    DialogContent,
    DialogContentText,
    DialogTitle,
    MenuItem,
    Stack,
    TextField,
} from '@mui/material';
import { useState, type FormEvent } from 'react';
import { useNotify, useRefresh, useTranslate, type HttpError } from 'react-admin';
import { call } from '../../api/http';
import { usePairs } from './usePairs';

/** Links two records by hand; both are compared at once. */
export const LinkByHand = () => {
    const translate = useTranslate();
    const [isOpen, setOpen] = useState(false);
    return (
        <>
            <Button size="small" variant="contained" onClick={() => setOpen(true)}>
                {translate('portal.sync.link.byHand')}
            </Button>
            {isOpen && <Form onClose={() => setOpen(false)} />}
        </>
    );
};

const Form = ({ onClose }: { onClose: () => void }) => {
    const translate = useTranslate();
    const notify = useNotify();
    const refresh = useRefresh();
    const pairs = usePairs();
    const [values, setValues] = useState({ flow: '', leftId: '', rightId: '' });
    const [said, setSaid] = useState<{ text: string; errors: Record<string, string> } | null>(null);
    const flow = pairs?.find(one => one.name === values.flow);
    const go = async (event: FormEvent) => {
        event.preventDefault();
        try {
            await call('/api/sync/links', { method: 'POST', body: values });
            notify('portal.sync.link.linkedNow');
            onClose();
            refresh();
        } catch (error) {
            const refusal = error as HttpError;
            setSaid({ text: refusal.message, errors: refusal.body?.errors ?? {} });
        }
    };
    const field = (name: keyof typeof values, label: string) => ({
        label,
        value: values[name],
        required: true,
        fullWidth: true,
        margin: 'dense' as const,
        error: !!said?.errors[name],
        helperText: said?.errors[name],
        onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
    });
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="link-by-hand">
            <form onSubmit={go}>
                <DialogTitle id="link-by-hand">{translate('portal.sync.link.byHand')}</DialogTitle>
                <DialogContent>
                    <DialogContentText gutterBottom>{translate('portal.sync.link.byHandText')}</DialogContentText>
                    {said && <Alert severity="error">{said.text}</Alert>}
                    <Stack>
                        <TextField select {...field('flow', translate('resources.links.fields.flow'))}>
                            {(pairs ?? []).map(one => (
                                <MenuItem key={one.name} value={one.name}>
                                    {one.name}
                                </MenuItem>
                            ))}
                        </TextField>
                        <TextField
                            {...field('leftId', flow ? `${flow.source}: ${flow.kind}` : translate('resources.links.fields.leftId'))}
                        />
                        <TextField
                            {...field('rightId', flow ? `${flow.target}: ${flow.targetKind}` : translate('resources.links.fields.rightId'))}
                        />
                    </Stack>
                </DialogContent>
                <DialogActions>
                    <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                    <Button type="submit" variant="contained">
                        {translate('portal.sync.link.link')}
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    );
};
