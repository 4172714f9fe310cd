import { useEffect, useRef } from 'react';
import { useRead } from './useRead';
import { useLive } from './useLive';

const restMs = 1000;
const againMs = 30_000;

/** Runs again whenever something of these kinds has changed, at most once a second; and now and then, for what no event tells. */
export const useOnChange = (kinds: string[], run: () => void) => {
    const { at, kind } = useLive();
    const last = useRef(run);
    last.current = run;
    const isOf = kinds.includes(kind);
    useEffect(() => {
        if (at === 0 || !isOf) return;
        const timer = setTimeout(() => last.current(), restMs);
        return () => clearTimeout(timer);
    }, [at, isOf]);
    useEffect(() => {
        const timer = setInterval(() => { if (!document.hidden) last.current(); }, againMs);
        return () => clearInterval(timer);
    }, []);
};

export const anyKind = ['customer', 'product', 'order', 'ticket', 'package'];

/** Reads, and reads again as it changes. */
export const useFresh = <T>(path: string | null, kinds: string[]) => {
    const read = useRead<T>(path);
    useOnChange(kinds, read.read);
    return read;
};
