import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../api/http';
import { mapOf, unsaid, type Choices, type ImportKind, type ImportState, type Options, type Preview } from './kinds';
import { firstPart, send, SendError } from './send';

const pollEvery = 800;

const addressOf = (kind: ImportKind, options: Options, map: string, rest: Record<string, string> = {}) => {
    const query = new URLSearchParams();
    const known = ['source', 'charset', 'separator', 'decimal', ...kind.own] as (keyof Options)[];
    for (const name of known) if (options[name]) query.set(name, options[name]);
    if (map) query.set('map', map);
    for (const [name, value] of Object.entries(rest)) query.set(name, value);
    return query;
};

/** The steps of an import: a file is looked at, then sent. Nothing is changed before the second. */
export const useImport = (kind: ImportKind) => {
    const [file, setFile] = useState<File | null>(null);
    const [options, setOptions] = useState<Options>(unsaid);
    const [choices, setChoices] = useState<Choices>({});
    const [preview, setPreview] = useState<Preview | null>(null);
    const [error, setError] = useState<string | null>(null);
    const [isLooking, setLooking] = useState(false);
    const [sent, setSent] = useState<number | null>(null);
    const [state, setState] = useState<ImportState | null>(null);
    const run = useRef('');
    const stop = useRef<AbortController>(null);

    const clear = useCallback(() => {
        stop.current?.abort();
        setFile(null);
        setPreview(null);
        setError(null);
        setChoices({});
        setSent(null);
        setState(null);
        setLooking(false);
    }, []);
    useEffect(() => {
        clear();
        setOptions(unsaid);
    }, [kind, clear]);

    const columns = useRef<Preview['columns']>([]);
    const isJson = /json/.test(preview?.readAs?.format ?? '') || /\.(nd)?json(l)?$/i.test(file?.name ?? '');
    const map = mapOf(columns.current, choices, isJson);

    useEffect(() => {
        if (!file) return;
        const abort = new AbortController();
        const timer = setTimeout(async () => {
            setLooking(true);
            try {
                const told = await send<Preview>(
                    `${kind.path}/import/preview?${addressOf(kind, options, map)}`,
                    await firstPart(file),
                    file.name,
                    () => undefined,
                    abort.signal,
                );
                if (Object.keys(choices).length === 0) columns.current = told.columns;
                setPreview(told);
                setError(null);
            } catch (problem) {
                if ((problem as SendError).status === -1) return;
                setError((problem as Error).message || 'imports.unreachable');
            }
            setLooking(false);
        }, 250);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [file, kind, options, map, choices]);

    const start = async () => {
        if (!file) return;
        const abort = new AbortController();
        stop.current = abort;
        run.current ||= `portal-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
        setSent(0);
        setError(null);
        setState(null);
        const timer = setInterval(() => {
            // In a batch: until the server has begun with it, there is none, which is no failed request.
            const requests = [{ path: `${kind.path}/imports?run=${run.current}` }];
            call<{ items: { status: number; body: ImportState }[] }>('/api/batch', { method: 'POST', body: { requests } }).then(
                ({ body: { items } }) => items[0]?.status === 200 && setState(items[0].body),
                () => undefined,
            );
        }, pollEvery);
        try {
            setState(
                await send<ImportState>(
                    `${kind.path}/import?${addressOf(kind, options, map, { run: run.current })}`,
                    file,
                    file.name,
                    setSent,
                    abort.signal,
                ),
            );
            run.current = '';
        } catch (problem) {
            setError((problem as Error).message || ((problem as SendError).status === -1 ? 'imports.stopped' : 'imports.unreachable'));
            setSent(null);
        }
        clearInterval(timer);
    };

    return {
        file,
        options,
        choices,
        preview,
        error,
        isLooking,
        sent,
        state,
        columns: columns.current,
        clear,
        start,
        choose: (next: File) => {
            clear();
            run.current = '';
            columns.current = [];
            setFile(next);
        },
        say: (next: Partial<Options>) => {
            run.current = '';
            setOptions({ ...options, ...next });
        },
        mapColumn: (index: number, field: string) => {
            run.current = '';
            setChoices({ ...choices, [index]: field });
        },
        cancel: () => stop.current?.abort(),
    };
};

export type Import = ReturnType<typeof useImport>;
