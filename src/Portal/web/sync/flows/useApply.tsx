import { useState } from 'react';
import { useNotify, type HttpError } from 'react-admin';
import { call } from '../../api/http';
import { RecentSignIn, wantsRecentSignIn } from '../../signIn/RecentSignIn';

/** Puts a text in force, if nobody else did so meanwhile; asks for the password where the last sign-in is long ago. */
export const useApply = (version: number, name: string | null, check: () => void, onApplied: (name: string) => void) => {
    const notify = useNotify();
    const [expected, setExpected] = useState(version);
    const [clash, setClash] = useState<number | null>(null);
    const [isBusy, setBusy] = useState(false);
    const [again, setAgain] = useState<string | null>(null);
    const apply = async (text: string) => {
        setBusy(true);
        try {
            const { body } = await call<{ flow: string; version: number }>('/api/sync/flows/apply', {
                method: 'POST',
                body: { text },
                headers: { 'If-Match': `"${expected}"` },
            });
            setExpected(body.version);
            setClash(null);
            notify('portal.sync.editor.applied', { messageArgs: { version: body.version } });
            check();
            onApplied(body.flow);
        } catch (error) {
            await refused(error as HttpError, text);
        } finally {
            setBusy(false);
        }
    };
    const refused = async (refusal: HttpError, text: string) => {
        if (refusal.status === 412 && name) {
            const { body } = await call<{ version: number }>(`/api/sync/flows/${name}`);
            setExpected(body.version);
            setClash(body.version);
            check();
        } else if (wantsRecentSignIn(refusal)) setAgain(text);
        else notify(refusal.message, { type: 'error' });
    };
    const asks = again !== null && (
        <RecentSignIn
            onDone={() => {
                setAgain(null);
                void apply(again);
            }}
            onClose={() => setAgain(null)}
        />
    );
    return { apply, isBusy, clash, asks };
};
