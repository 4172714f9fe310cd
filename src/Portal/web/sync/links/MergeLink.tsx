import { Alert, Button, TextField } from '@mui/material';
import { useState } from 'react';
import { useNotify, useRefresh, useTranslate, type HttpError } from 'react-admin';
import { call } from '../../api/http';
import { Ask } from '../../look/Ask';

/** Puts a link into another one, because two records became one. */
export const MergeLink = ({ id }: { id: number }) => {
    const translate = useTranslate();
    const [isOpen, setOpen] = useState(false);
    return (
        <>
            <Button size="small" onClick={() => setOpen(true)} aria-label={`${translate('portal.sync.link.merge')} ${id}`}>
                {translate('portal.sync.link.merge')}
            </Button>
            {isOpen && <Form id={id} onClose={() => setOpen(false)} />}
        </>
    );
};

const Form = ({ id, onClose }: { id: number; onClose: () => void }) => {
    const translate = useTranslate();
    const notify = useNotify();
    const refresh = useRefresh();
    const [into, setInto] = useState('');
    const [said, setSaid] = useState<{ text: string; ofField?: string } | null>(null);
    const [isBusy, setBusy] = useState(false);
    const go = async () => {
        setBusy(true);
        try {
            await call(`/api/sync/links/${id}/merge`, { method: 'POST', body: { into: into.trim() ? Number(into) : null } });
            notify('portal.sync.link.merged', { type: 'success' });
            onClose();
            refresh();
        } catch (error) {
            const refusal = error as HttpError;
            setSaid({ text: refusal.message, ofField: refusal.body?.errors?.into });
            setBusy(false);
        }
    };
    return (
        <Ask
            title={translate('portal.sync.link.mergeTitle', { id })}
            text={translate('portal.sync.link.mergeText')}
            action={translate('portal.sync.link.merge')}
            isBusy={isBusy}
            onGo={go}
            onClose={onClose}>
            {said && !said.ofField && <Alert severity="error">{said.text}</Alert>}
            <TextField
                autoFocus
                required
                margin="dense"
                label={translate('portal.sync.link.mergeInto')}
                value={into}
                onChange={event => setInto(event.target.value.replace(/\D/g, ''))}
                error={!!said?.ofField}
                helperText={said?.ofField}
                slotProps={{ htmlInput: { inputMode: 'numeric' } }}
            />
        </Ask>
    );
};
