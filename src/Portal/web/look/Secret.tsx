import CopyIcon from '@mui/icons-material/ContentCopyOutlined';
import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, Stack, TextField } from '@mui/material';
import { useState } from 'react';
import { useTranslate } from 'react-admin';

export interface Shown {
    label: string;
    value: string;
}

interface Props {
    title: string;
    /** What is shown; nothing while there is nothing. */
    values: Shown[] | null;
    hint?: string;
    onClose: () => void;
}

/** What is shown once and never again: it closes by its button alone. */
export const Secret = ({ title, values, hint = 'admin.secret.once', onClose }: Props) => {
    const translate = useTranslate();
    return (
        <Dialog open={values !== null} fullWidth maxWidth="sm" aria-labelledby="secret-title">
            <DialogTitle id="secret-title">{translate(title)}</DialogTitle>
            <DialogContent>
                <Stack spacing={2} sx={{ pt: 1 }}>
                    <Alert severity="warning">{translate(hint)}</Alert>
                    {values?.map(one => (
                        <Value key={one.label} {...one} />
                    ))}
                </Stack>
            </DialogContent>
            <DialogActions>
                <Button variant="contained" onClick={onClose}>
                    {translate('admin.secret.kept')}
                </Button>
            </DialogActions>
        </Dialog>
    );
};

/** A value to be taken along; browsers copy only over HTTPS, else it is marked to be copied by hand. */
export const Value = ({ label, value }: Shown) => {
    const translate = useTranslate();
    const [isCopied, setCopied] = useState(false);
    const copy = () =>
        navigator.clipboard.writeText(value).then(
            () => setCopied(true),
            () => undefined,
        );
    return (
        <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
            <TextField
                margin="none"
                label={translate(label)}
                value={value}
                onFocus={event => event.target.select()}
                slotProps={{ htmlInput: { readOnly: true }, input: { sx: { fontFamily: 'monospace', fontSize: '.9rem' } } }}
            />
            {window.isSecureContext && (
                <Button startIcon={<CopyIcon />} onClick={copy} sx={{ flexShrink: 0 }}>
                    {translate(isCopied ? 'admin.secret.copied' : 'admin.secret.copy')}
                </Button>
            )}
        </Stack>
    );
};
