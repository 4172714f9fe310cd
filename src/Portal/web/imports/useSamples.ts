import { useEffect, useState } from 'react';
import { readLines } from '../look/csv';
import type { ReadAs } from './kinds';

const sampleBytes = 20_000;
const sampleLines = 20;

/** What stands in each column of a text, also in those that are left out: the first cell with something in it. */
export const useSamples = (file: File | null, read: ReadAs | null | undefined) => {
    const [samples, setSamples] = useState<string[]>([]);
    const { format, packed, charset, separator } = read ?? {};
    useEffect(() => {
        setSamples([]);
        if (!file || format !== 'csv' || packed) return;
        let isOld = false;
        file.slice(0, sampleBytes)
            .arrayBuffer()
            .then(bytes => {
                const text = new TextDecoder(charset ?? 'utf-8').decode(bytes).replace(/^sep=.\r?\n/i, '');
                const [, ...rows] = readLines(text, separator === 'tab' ? '\t' : (separator ?? ','), sampleLines);
                if (!isOld) setSamples((rows[0] ?? []).map((_, column) => rows.map(row => row[column]).find(Boolean) ?? ''));
            })
            .catch(() => undefined);
        return () => {
            isOld = true;
        };
    }, [file, format, packed, charset, separator]);
    return samples;
};
