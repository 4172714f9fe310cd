import { useEffect, useRef } from 'react';
import { useRead } from './useRead';
import { useEvents } from './useLive';

const restMs = 1000;
const againMs = 30_000;

/** Runs again whenever something of these kinds has changed, at most once a second; and now and then, for what no event tells. */
export const useOnChange = (kinds: string[], run: () => void) => {
    const last = useRef(run);
    last.current = run;
    const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
    useEvents(kind => {
        if (timer.current !== null || (kind !== null && !kinds.includes(kind))) return;
        timer.current = setTimeout(() => {
            timer.current = null;
            last.current();
        }, restMs);
    });
    useEffect(() => {
        const every = setInterval(() => { if (!document.hidden) last.current(); }, againMs);
        return () => {
            clearInterval(every);
            if (timer.current !== null) clearTimeout(timer.current);
            timer.current = null;
        };
    }, []);
};

export const anyKind = ['customer', 'product', 'order', 'ticket', 'package'];

/** Reads, and reads again as it changes. */
export const useFresh = <T>(path: string | null, kinds: string[]) => {
    const read = useRead<T>(path);
    useOnChange(kinds, read.read);
    return read;
};
