import { useState } from 'react';
import { useNotify, useRefresh } from 'react-admin';
import { call, type Answer, type Call } from '../api/http';

/**
 * Does something by one call, a POST unless it says otherwise: tells that it was done, or why not, and what the page shows is read again.
 * Null when it was refused.
 * @param isQuiet Whether nothing is read again: for a dialog in a list that would not be drawn any more.
 */
export const useAct = (isQuiet = false) => {
    const notify = useNotify();
    const refresh = useRefresh();
    const [isBusy, setBusy] = useState(false);
    const act = async <T = unknown>(
        path: string,
        init: Call = {},
        done?: string | ((answer: T) => [words: string, args: object]),
    ): Promise<Answer<T> | null> => {
        setBusy(true);
        try {
            const answer = await call<T>(path, { method: 'POST', ...init });
            if (done) {
                const [words, messageArgs] = typeof done === 'string' ? [done, undefined] : done(answer.body);
                notify(words, { type: 'success', messageArgs });
            }
            if (!isQuiet) refresh();
            return answer;
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
            return null;
        } finally {
            setBusy(false);
        }
    };
    return { act, isBusy };
};

/** The header by which nobody overwrites unseen what somebody else did meanwhile. */
export const ifMatch = (record: Record<string, any>) => ({ 'If-Match': `"${record.version}"` });
