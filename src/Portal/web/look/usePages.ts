import { useCallback, useEffect, useState } from 'react';
import { call } from '../api/http';

interface Page<T> {
    items: T[];
    next: string | null;
}

/**
 * A list of the API that goes on behind its last entry, as far as somebody asks for more.
 * @param state What the list is of: when that changes, it is read anew.
 */
export const usePages = <T>(path: string | null, state?: unknown) => {
    const [items, setItems] = useState<T[] | null>(null);
    const [next, setNext] = useState<string | null>(null);
    const [error, setError] = useState<string | null>(null);
    const fetchPage = useCallback(
        (after: string | null) => {
            if (!path) return;
            call<Page<T>>(`${path}${after ? `${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}` : ''}`).then(
                ({ body }) => {
                    setItems(known => (after && known ? [...known, ...body.items] : body.items));
                    setNext(body.next);
                    setError(null);
                },
                (problem: Error) => setError(problem.message),
            );
        },
        [path],
    );
    const read = useCallback(() => fetchPage(null), [fetchPage]);
    useEffect(() => setItems(null), [path]);
    useEffect(read, [read, state]);
    return { items, next, error, read, more: () => fetchPage(next) };
};
