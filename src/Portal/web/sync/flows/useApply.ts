import { useState } from 'react';
import { useNotify, type HttpError } from 'react-admin';
import { call } from '../../api/http';

/** Puts a text in force, if nobody else did so meanwhile. */
export const useApply = (version: number, name: string | null, check: () => void, onApplied: (name: string) => void) => {
    const notify = useNotify();
    const [expected, setExpected] = useState(version);
    const [clash, setClash] = useState<number | null>(null);
    const [isBusy, setBusy] = useState(false);
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
            await refused(error as HttpError);
        } finally {
            setBusy(false);
        }
    };
    const refused = async (refusal: HttpError) => {
        if (refusal.status === 412 && name) {
            const { body } = await call<{ version: number }>(`/api/sync/flows/${name}`);
            setExpected(body.version);
            setClash(body.version);
            check();
        } else notify(refusal.message, { type: 'error' });
    };
    return { apply, isBusy, clash };
};
