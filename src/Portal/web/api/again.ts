import { useSyncExternalStore } from 'react';

/** The session ended while somebody works: the page stays as it is, and the sign-in is asked for above it. */
interface Asked {
    /** The session goes on, but what is to be done wants a sign-in of the last minutes. */
    isRecent: boolean;
    promise: Promise<boolean>;
    answer: (isIn: boolean) => void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();

const become = (next: Asked | null) => {
    asked = next;
    listeners.forEach(listener => listener());
};

/** Waits until somebody has signed in again; false when they rather leave. All calls that wait share one question. */
export const signInAgain = (isRecent = false) => {
    if (!asked) {
        let answer: Asked['answer'] = () => undefined;
        const promise = new Promise<boolean>(resolve => { answer = resolve; });
        become({ isRecent, promise, answer });
    }
    return asked!.promise;
};

export const answerSignIn = (isIn: boolean) => {
    const before = asked;
    become(null);
    before?.answer(isIn);
};

const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => { listeners.delete(listener); };
};

/** Why a sign-in is asked for; null when none is. */
export const useSignInAsked = () => useSyncExternalStore(subscribe, () => (asked === null ? null : asked.isRecent ? 'recent' : 'ended'));
