import { useEffect, useState } from 'react';
import { useLive } from './useLive';
import { useRead } from './useRead';

/** Reads again whenever something of these kinds changed, at most every second. */
export const useFresh = <T>(path: string | null, kinds: string[]) => {
    const read = useRead<T>(path);
    const { at, kind } = useLive();
    const [seen, setSeen] = useState(0);
    useEffect(() => {
        if (at === seen || !kinds.includes(kind)) return;
        const timer = setTimeout(() => { setSeen(at); read.read(); }, 1000);
        return () => clearTimeout(timer);
    }, [at, kind, seen, kinds, read]);
    return read;
};
