import { Button, Dialog, DialogActions, DialogContent, DialogContentText, DialogTitle, TextField } from '@mui/material';
import { useId, useState, type ReactNode } from 'react';
import { useTranslate } from 'react-admin';

interface Props {
    title: string;
    text?: string;
    /** The words beside the field for a reason; none without them. */
    reason?: string;
    isReasonNeeded?: boolean;
    action: string;
    isDanger?: boolean;
    isBusy?: boolean;
    children?: ReactNode;
    onGo: (reason: string) => void;
    onClose: () => void;
}

/** Asks before something is done that others will feel. */
export const Ask = ({ title, text, reason, isReasonNeeded, action, isDanger, isBusy, children, onGo, onClose }: Props) => {
    const translate = useTranslate();
    const id = useId();
    const [said, setSaid] = useState('');
    return (
        <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id}>
            <DialogTitle id={id}>{title}</DialogTitle>
            <DialogContent>
                {text && <DialogContentText gutterBottom>{text}</DialogContentText>}
                {children}
                {reason && (
                    <TextField
                        autoFocus
                        fullWidth
                        margin="dense"
                        label={reason}
                        required={isReasonNeeded}
                        value={said}
                        onChange={event => setSaid(event.target.value)}
                    />
                )}
            </DialogContent>
            <DialogActions>
                <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                <Button
                    variant="contained"
                    color={isDanger ? 'error' : 'primary'}
                    disabled={isBusy || (isReasonNeeded && said.trim() === '')}
                    onClick={() => onGo(said.trim())}>
                    {action}
                </Button>
            </DialogActions>
        </Dialog>
    );
};
