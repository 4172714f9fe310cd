import { useEffect } from 'react';
import { useRead } from '../../look/useRead';

/** How often, in milliseconds, a page looks for what goes on at the server. */
export const ticking = 5000;

/** Reads, and reads again every few seconds as long as the page is seen; what goes on at the server shows by itself. */
export const useTicking = <T>(path: string | null, every = ticking) => {
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
