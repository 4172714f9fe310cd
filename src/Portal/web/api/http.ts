import { HttpError } from 'react-admin';
import { signInAgain } from './again';
import { say } from '../words';
import type { Schemas } from './types';

/** What the API says when it refuses, RFC 9457. `errors` names fields, with their paths as in the body. */
export interface Problem {
    type?: string;
    title?: string;
    detail?: string;
    status?: number;
    errors?: Record<string, string[] | string>;
}

export type Session = Schemas['SessionView'];

let session: Session | null = null;
let asked: Promise<Session | null> | null = null;
/** Whether somebody is in, be it by a session that has ended since: then they are asked to sign in again. */
let isIn = false;

/** The session of this browser; asked for once, until somebody signs in or out. Null when nobody is signed in. */
export const currentSession = (): Promise<Session | null> => (asked ??= readSession().then(found => found ?? forgetNobody(), forgetNobody));

/** Whoever signs in next, here or in another tab, is asked for anew. */
const forgetNobody = () => {
    asked = null;
    return null;
};

export const forgetSession = () => {
    session = null;
    asked = null;
};

/** Nobody is in any more. */
export const leave = () => {
    forgetSession();
    isIn = false;
};

/** The cookie can't be seen from here; this tells whether there may be one, so that a first visit asks for nothing. */
const mark = 'lockstep.signedIn';
export const expectSession = () => localStorage.setItem(mark, '1');

const readSession = async () => {
    if (!localStorage.getItem(mark)) return null;
    const answer = await fetch('/api/auth/session', { headers: { Accept: 'application/json' } });
    session = answer.ok ? ((await answer.json()) as Session) : null;
    if (answer.ok) isIn = true;
    if (answer.status === 401 || answer.status === 404) localStorage.removeItem(mark);
    return session;
};

export interface Answer<T> {
    body: T;
    headers: Headers;
}

export interface Call {
    method?: string;
    /** Sent as JSON, or as it is when it is a form or a file. */
    body?: unknown;
    headers?: Record<string, string>;
    /** Ends it, when nobody waits for the answer any more. */
    signal?: AbortSignal;
    /** Signs in: a 401 is its answer, and nobody is asked to sign in first. */
    isSignIn?: boolean;
}

/** One call of the API. A refusal is thrown as an HttpError, with its fields where it names some. */
export const call = async <T = unknown>(path: string, init: Call = {}): Promise<Answer<T>> => {
    let answer = await send(path, init);
    if (await isWorthAgain(answer.status, () => answer.clone().text(), init)) answer = await send(path, init);
    const text = await answer.text();
    const body = text && answer.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : undefined;
    if (!answer.ok) throw refusal(answer.status, body as Problem | undefined);
    return { body: body as T, headers: answer.headers };
};

/** What makes a record each time that it is sent. */
const makes = /^\/api\/((customers|products|orders|tickets|packages)|\w+\/\d+\/(comments|notes|stock\/movements))$/;

/** What was sent, and nobody knows whether it was done: sent again, it goes under the same key, so that nothing is made twice. */
const unanswered = new Map<string, string>();

const send = async (path: string, { method = 'GET', body, headers: extra, signal }: Call) => {
    const isRaw = body instanceof Blob || body instanceof FormData;
    const headers: Record<string, string> = { Accept: 'application/json', ...extra };
    if (body !== undefined && !isRaw) headers['Content-Type'] ??= 'application/json';
    if (method !== 'GET' && session) headers['X-CSRF-Token'] = session.antiforgeryToken;
    const sent = body === undefined || isRaw ? body : JSON.stringify(body);
    const once = method === 'POST' && makes.test(path) ? `${path} ${sent}` : null;
    if (once) {
        if (!unanswered.has(once)) unanswered.set(once, `portal-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`);
        headers['Idempotency-Key'] = unanswered.get(once)!;
    }
    try {
        const answer = await fetch(path, { method, headers, body: sent, signal });
        if (once && answer.status < 500) unanswered.delete(once);
        return answer;
    } catch (problem) {
        if (problem instanceof TypeError) throw new HttpError(say('imports.unreachable'), 0);
        throw problem;
    }
};

/** After a session ended here or in another tab: what was refused goes out once more, in the one that took its place. */
export const isWorthAgain = async (status: number, readText: () => Promise<string>, { method = 'GET', isSignIn }: Call) => {
    if (!isIn || isSignIn) return false;
    if (status === 401) return signInAgain();
    if (status !== 403 || method === 'GET') return false;
    const before = session?.antiforgeryToken;
    forgetSession();
    const now = await currentSession();
    if (!now) return signInAgain();
    // Some changes want a sign-in of the last minutes.
    if (typeOf(await readText()) === 'urn:lockstep:problem:sign-in-too-old') return signInAgain(true);
    return now.antiforgeryToken !== before;
};

const typeOf = (text: string) => {
    try {
        return (JSON.parse(text) as Problem).type;
    } catch {
        return undefined;
    }
};

const refusal = (status: number, problem?: Problem) => {
    const errors: Record<string, unknown> = {};
    for (const [path, text] of Object.entries(problem?.errors ?? {})) {
        place(errors, path.split('.'), Array.isArray(text) ? text.join(' ') : text);
    }
    const said = problem?.detail ?? problem?.title ?? `HTTP ${status}`;
    if (Object.keys(errors).length > 0) {
        return new HttpError(said, status, { errors: { ...errors, root: { serverError: said } } });
    }
    return new HttpError(said, status, problem);
};

/** `address.city` belongs to the field city of the address. */
const place = (errors: Record<string, unknown>, path: string[], text: string) => {
    const [first, ...rest] = path as [string, ...string[]];
    if (rest.length === 0) errors[first] = text;
    else place((errors[first] ??= {}) as Record<string, unknown>, rest, text);
};
