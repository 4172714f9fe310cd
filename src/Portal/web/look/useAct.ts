import { useNotify, useRefresh } from 'react-admin';
import { call, type Answer } from '../api/http';

/** Does something by one call: what was refused is told, and what the page shows is read again. Null when it was refused. */
export const useAct = () => {
    const notify = useNotify();
    const refresh = useRefresh();
    return async <T = unknown>(
        path: string,
        init: { method: string; body?: unknown; headers?: Record<string, string> },
        done?: string,
    ): Promise<Answer<T> | null> => {
        try {
            const answer = await call<T>(path, init);
            if (done) notify(done, { type: 'success' });
            refresh();
            return answer;
        } catch (problem) {
            notify((problem as Error).message, { type: 'error' });
            return null;
        }
    };
};

/** The header by which nobody overwrites unseen what somebody else did meanwhile. */
export const ifMatch = (record: Record<string, any>) => ({ 'If-Match': `"${record.version}"` });
