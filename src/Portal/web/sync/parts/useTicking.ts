import { useEffect } from 'react';
import { useRead } from '../../look/useRead';

/** Reads, and reads again every few seconds as long as the page is seen; what goes on at the server shows by itself. */
export const useTicking = <T>(path: string | null, every = 5000) => {
    const result = useRead<T>(path);
    const { read } = result;
    useEffect(() => {
        if (!path) return;
        const timer = setInterval(() => {
            if (!document.hidden) read();
        }, every);
        return () => clearInterval(timer);
    }, [path, every, read]);
    return result;
};
