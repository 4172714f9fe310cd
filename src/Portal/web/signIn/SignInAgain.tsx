import { Button, Dialog, DialogContent, DialogContentText, DialogTitle, Stack } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useTranslate } from 'react-admin';
import { answerSignIn, useSignInAsked } from '../api/again';
import { currentSession, expectSession, forgetSession } from '../api/http';
import { signIn, type SignIn } from '../api/session';
import { useSignIn } from './SignInForm';

/** Asks for the sign-in above the page whose session ended, so that nothing typed is lost. */
export const SignInAgain = () => {
    const isAsked = useSignInAsked();
    const name = useRef<string | null>(null);
    useEffect(() => { if (!isAsked) currentSession().then(session => { name.current = session?.name ?? null; }, () => undefined); }, [isAsked]);
    return isAsked ? <Ask before={name.current} /> : null;
};

/** Somebody else than before must not go on with what the other one may see and had typed. */
const goOn = async (before: string | null) => {
    if (before !== null && (await currentSession())?.name !== before) location.reload();
    else answerSignIn(true);
};

const Ask = ({ before }: { before: string | null }) => {
    const translate = useTranslate();
    const { fields, submit } = useSignIn({ isAbove: true, signIn: async (values: SignIn) => { await signIn(values); await goOn(before); } });
    useEffect(() => {
        // Signed in meanwhile in another tab, or at the provider's page.
        const look = async () => {
            expectSession();
            forgetSession();
            if (await currentSession().catch(() => null)) await goOn(before);
        };
        window.addEventListener('focus', look);
        return () => window.removeEventListener('focus', look);
    }, [before]);
    return (
        <Dialog open maxWidth="xs" fullWidth aria-labelledby="sign-in-again">
            <DialogTitle id="sign-in-again">{translate('portal.signIn.again')}</DialogTitle>
            <DialogContent>
                <DialogContentText sx={{ mb: 2 }}>{translate('portal.signIn.againText')}</DialogContentText>
                <Stack component="form" spacing={2} onSubmit={submit} noValidate>
                    {fields}
                    <Button onClick={() => answerSignIn(false)}>{translate('portal.signIn.leave')}</Button>
                </Stack>
            </DialogContent>
        </Dialog>
    );
};
