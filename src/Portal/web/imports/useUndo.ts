import { useCallback, useEffect, useState } from 'react';
import { call } from '../api/http';
import type { ImportKind, ImportState, UndoPreview, UndoState } from './kinds';

const pollEvery = 800;

/** The undo of an import: looked at, asked for, and followed to its end. */
export const useUndo = (kind: ImportKind, of: ImportState, onDone?: () => void) => {
    const [undo, setUndo] = useState<UndoState | null>(null);
    const [preview, setPreview] = useState<UndoPreview | null>(null);
    const [error, setError] = useState<string | null>(null);
    const [isBusy, setBusy] = useState(false);
    const path = `${kind.path}/imports/${of.id}/undo`;
    const read = useCallback(
        () =>
            call<UndoState>(path).then(
                answer => setUndo(answer.body),
                (problem: Error) => setError(problem.message),
            ),
        [path],
    );
    useEffect(() => {
        if (of.undo) void read();
    }, [of.undo, read]);
    const isDoneSince = undo?.state === 'finished' && of.undo !== 'finished';
    useEffect(() => {
        if (isDoneSince) onDone?.();
    }, [isDoneSince, onDone]);
    useEffect(() => {
        if (undo?.state !== 'running') return;
        const timer = setInterval(read, pollEvery);
        return () => clearInterval(timer);
    }, [undo?.state, read]);

    const ask = async <T>(address: string, take: (body: T) => void) => {
        setBusy(true);
        setError(null);
        try {
            take((await call<T>(address, { method: 'POST' })).body);
        } catch (problem) {
            setPreview(null);
            setError((problem as Error).message);
        }
        setBusy(false);
    };

    const begin = (query: string) =>
        ask<UndoState>(`${path}${query}`, begun => {
            setPreview(null);
            setUndo(begun);
        });
    return {
        undo,
        preview,
        error,
        isBusy,
        look: () => ask<UndoPreview>(`${path}/preview`, setPreview),
        close: () => setPreview(null),
        start: () => begin(''),
        again: () => begin('?again=yes'),
    };
};
