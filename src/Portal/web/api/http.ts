import { HttpError } from 'react-admin';

/** What the API says when it refuses, RFC 9457. `errors` names fields, with their paths as in the body. */
export interface Problem {
    title?: string;
    detail?: string;
    status?: number;
    errors?: Record<string, string[] | string>;
}

export interface Session {
    name: string;
    permissions: string[];
    antiforgeryToken: string;
}

let session: Session | null = null;
let asked: Promise<Session | null> | null = null;

/** The session of this browser; asked for once, until somebody signs in or out. Null when nobody is signed in. */
export const currentSession = (): Promise<Session | null> => (asked ??= readSession());

export const forgetSession = () => {
    session = null;
    asked = null;
};

/** The cookie can't be seen from here; this tells whether there may be one, so that a first visit asks for nothing. */
const mark = 'lockstep.signedIn';
export const expectSession = () => localStorage.setItem(mark, '1');

const readSession = async () => {
    if (!localStorage.getItem(mark)) { asked = null; return null; }
    const answer = await fetch('/api/auth/session', { headers: { Accept: 'application/json' } });
    session = answer.ok ? ((await answer.json()) as Session) : null;
    if (!answer.ok) {
        asked = null;
        localStorage.removeItem(mark);
    }
    return session;
};

export interface Answer<T> {
    body: T;
    headers: Headers;
}

/** One call of the API. A refusal is thrown as an HttpError, with its fields where it names some. */
export const call = async <T = unknown>(path: string, init: { method?: string; body?: unknown; headers?: Record<string, string> } = {}): Promise<Answer<T>> => {
    const method = init.method ?? 'GET';
    const headers: Record<string, string> = { Accept: 'application/json', ...init.headers };
    if (init.body !== undefined) headers['Content-Type'] ??= 'application/json';
    if (method !== 'GET' && session) headers['X-CSRF-Token'] = session.antiforgeryToken;
    const answer = await fetch(path, { method, headers, body: init.body === undefined ? undefined : JSON.stringify(init.body) });
    const text = await answer.text();
    const body = text && answer.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : undefined;
    if (!answer.ok) throw refusal(answer.status, body as Problem | undefined);
    return { body: body as T, headers: answer.headers };
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
