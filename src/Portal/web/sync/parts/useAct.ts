import { useState } from 'react';
import { useNotify } from 'react-admin';
import { call } from '../../api/http';

/** Asks the API to do something: tells that it was done, or why not. What it answers is given on; undefined when it refused. */
export const useAct = () => {
    const notify = useNotify();
    const [isBusy, setBusy] = useState(false);
    const act = async <T = unknown>(path: string, body?: unknown, done?: string | ((answer: T) => [string, object]), method = 'POST') => {
        setBusy(true);
        try {
            const answer = await call<T>(path, { method, body });
            if (typeof done === 'string') notify(done);
            else if (done) {
                const [words, messageArgs] = done(answer.body);
                notify(words, { messageArgs });
            }
            return answer;
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
            return undefined;
        } finally {
            setBusy(false);
        }
    };
    return { act, isBusy };
};
