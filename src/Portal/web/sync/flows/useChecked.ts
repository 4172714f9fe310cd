import { useCallback, useEffect, useRef, useState } from 'react';
import type { HttpError } from 'react-admin';
import { call } from '../../api/http';
import { faultsOf, type Fault } from '../parts/faults';
import type { FlowChecked } from '../parts/types';

const pause = 500;

/** What the API says of a text, a moment after it was typed: its faults, what it would change, how its tests go. */
export const useChecked = (text: string) => {
    const [checked, setChecked] = useState<FlowChecked | null>(null);
    const [faults, setFaults] = useState<Fault[]>([]);
    const [problem, setProblem] = useState<string | null>(null);
    const [seen, setSeen] = useState<string | null>(null);
    const newest = useRef(text);
    newest.current = text;
    const check = useCallback(async (wanted: string) => {
        try {
            const { body } = await call<FlowChecked>('/api/sync/flows/check', { method: 'POST', body: { text: wanted } });
            if (newest.current !== wanted) return;
            setChecked(body);
            setFaults([]);
            setProblem(null);
        } catch (error) {
            if (newest.current !== wanted) return;
            const refusal = error as HttpError;
            const said = refusal.status === 400 ? faultsOf(refusal.body?.errors) : [];
            setChecked(null);
            setFaults(said);
            setProblem(said.length > 0 ? null : refusal.message);
        }
        setSeen(wanted);
    }, []);
    useEffect(() => {
        const timer = setTimeout(() => check(text), pause);
        return () => clearTimeout(timer);
    }, [text, check]);
    return { checked, faults, problem, isChecking: seen !== text, check };
};
