import { Button, Dialog, DialogContent, DialogContentText, DialogTitle, Stack } from '@mui/material';
import { useTranslate, type HttpError } from 'react-admin';
import { signIn, type SignIn } from '../api/session';
import { useSignIn } from './SignInForm';

/** Whether the API asks for a sign-in of the last minutes, as it does before much is changed. */
export const wantsRecentSignIn = (refusal: HttpError) => refusal.status === 403 && /signed in too long ago/.test(refusal.message);

/** Asks for it above the page; what was typed stays where it is. */
export const RecentSignIn = ({ onDone, onClose }: { onDone: () => void; onClose: () => void }) => {
    const translate = useTranslate();
    const { fields, submit } = useSignIn({
        isAbove: true,
        signIn: async (values: SignIn) => {
            await signIn(values);
            onDone();
        },
    });
    return (
        <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="recent-sign-in">
            <DialogTitle id="recent-sign-in">{translate('portal.sync.again.title')}</DialogTitle>
            <DialogContent>
                <DialogContentText sx={{ mb: 2 }}>{translate('portal.sync.again.text')}</DialogContentText>
                <Stack component="form" spacing={2} onSubmit={submit} noValidate>
                    {fields}
                    <Button onClick={onClose}>{translate('ra.action.cancel')}</Button>
                </Stack>
            </DialogContent>
        </Dialog>
    );
};
