import { useCallback, useEffect, useState } from 'react';
import { call } from '../../api/http';

interface Batch<T> {
    items: { status: number; body: T }[];
}

/** Reads, every few seconds, what may not be there: then it is null. Asked in a batch, so that its absence is no failed request. */
export const useMaybe = <T>(path: string, every: number) => {
    const [data, setData] = useState<T | null>();
    const [error, setError] = useState<string | null>(null);
    const read = useCallback(() => {
        call<Batch<T>>('/api/batch', { method: 'POST', body: { requests: [{ path }] } }).then(
            ({ body }) => {
                const [answer] = body.items;
                if (answer && answer.status === 200) setData(answer.body);
                else setData(null);
                setError(null);
            },
            (problem: Error) => setError(problem.message),
        );
    }, [path]);
    useEffect(() => {
        read();
        const timer = setInterval(() => {
            if (!document.hidden) read();
        }, every);
        return () => clearInterval(timer);
    }, [read, every]);
    return { data, error, read };
};
