import { useCallback, useEffect, useState } from 'react';
import { call } from '../api/http';

/** Reads something of the API that is no record of a list. */
export const useRead = <T>(path: string | null) => {
    const [data, setData] = useState<T>();
    const [error, setError] = useState<string | null>(null);
    const read = useCallback(() => {
        if (!path) return;
        call<T>(path).then(
            answer => { setData(answer.body); setError(null); },
            (problem: Error) => setError(problem.message),
        );
    }, [path]);
    useEffect(read, [read]);
    return { data, error, read };
};
