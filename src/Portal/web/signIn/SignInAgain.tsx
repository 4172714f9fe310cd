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
    useEffect(() => {
        if (!isAsked)
            currentSession().then(
                session => {
                    name.current = session?.name ?? null;
                },
                () => undefined,
            );
    }, [isAsked]);
    return isAsked ? <Ask before={name.current} isRecent={isAsked === 'recent'} /> : null;
};

/** Somebody else than before must not go on with what the other one may see and had typed. */
const goOn = async (before: string | null) => {
    if (before !== null && (await currentSession())?.name !== before) location.reload();
    else answerSignIn(true);
};

const Ask = ({ before, isRecent }: { before: string | null; isRecent: boolean }) => {
    const translate = useTranslate();
    const { fields, submit } = useSignIn({
        isAbove: true,
        signIn: async (values: SignIn) => {
            await signIn(values);
            await goOn(before);
        },
    });
    useEffect(() => {
        // Signed in meanwhile in another tab, or at the provider's page; where a recent sign-in is asked for there is a session
        // all the time.
        const old = isRecent
            ? currentSession().then(
                  session => session?.antiforgeryToken,
                  () => undefined,
              )
            : null;
        const look = async () => {
            const token = await old;
            expectSession();
            forgetSession();
            const now = await currentSession().catch(() => null);
            if (now && now.antiforgeryToken !== token) await goOn(before);
        };
        window.addEventListener('focus', look);
        return () => window.removeEventListener('focus', look);
    }, [before, isRecent]);
    return (
        <Dialog open maxWidth="xs" fullWidth aria-labelledby="sign-in-again">
            <DialogTitle id="sign-in-again">{translate(isRecent ? 'portal.sync.again.title' : 'portal.signIn.again')}</DialogTitle>
            <DialogContent>
                <DialogContentText sx={{ mb: 2 }}>
                    {translate(isRecent ? 'portal.sync.again.text' : 'portal.signIn.againText')}
                </DialogContentText>
                <Stack component="form" spacing={2} onSubmit={submit} noValidate>
                    {fields}
                    <Button onClick={() => answerSignIn(false)}>{translate(isRecent ? 'ra.action.cancel' : 'portal.signIn.leave')}</Button>
                </Stack>
            </DialogContent>
        </Dialog>
    );
};
