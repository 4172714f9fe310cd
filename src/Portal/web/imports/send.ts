import { currentSession, isWorthAgain } from '../api/http';

/** So much of a file is enough to see how it is read. */
const previewBytes = 1 << 20;

const typeOf = (name: string) =>
    /\.(csv|tsv|tab|txt)$/i.test(name)
        ? 'text/csv'
        : /\.(ndjson|jsonl)$/i.test(name)
          ? 'application/x-ndjson'
          : /\.json$/i.test(name)
            ? 'application/json'
            : 'application/octet-stream';

/** The first lines of a large text; a workbook or an archive is nothing without its end. */
export const firstPart = async (file: File): Promise<Blob> => {
    if (file.size <= previewBytes) return file;
    const bytes = new Uint8Array(await file.slice(0, previewBytes).arrayBuffer());
    const isPacked = (bytes[0] === 0x50 && bytes[1] === 0x4b) || (bytes[0] === 0x1f && bytes[1] === 0x8b);
    const end = bytes.lastIndexOf(0x0a);
    if (isPacked || bytes[0] === 0x5b || end < 0) return file;
    const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
    return file.slice(0, end + (isLittle ? 2 : 1));
};

export class SendError extends Error {
    constructor(
        message: string,
        readonly status: number,
    ) {
        super(message);
    }
}

const said = (request: XMLHttpRequest) => {
    try {
        const problem = JSON.parse(request.responseText) as { detail?: string; title?: string; errors?: Record<string, string | string[]> };
        const fields = Object.entries(problem.errors ?? {}).map(([field, text]) => `${field}: ${[text].flat().join(' ')}`);
        return [problem.detail ?? problem.title, ...fields.filter(one => !problem.detail?.includes(one.split(': ')[1] ?? one))]
            .filter(Boolean)
            .join(' ');
    } catch {
        return `HTTP ${request.status}`;
    }
};

/** Sends a file and tells how much of it is out, which fetch can't; once more when the session had ended and somebody signed in again. */
export const send = async <T>(...file: Parameters<typeof sendOnce>): Promise<T> => {
    try {
        return await sendOnce<T>(...file);
    } catch (problem) {
        const { status, message } = problem as SendError;
        if (!(await isWorthAgain(status, async () => message, { method: 'POST' }))) throw problem;
        return sendOnce<T>(...file);
    }
};

const sendOnce = async <T>(
    address: string,
    body: Blob,
    name: string,
    onSent: (part: number) => void,
    signal: AbortSignal,
): Promise<T> => {
    const session = await currentSession();
    return new Promise<T>((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open('POST', address);
        request.setRequestHeader('Accept', 'application/json');
        request.setRequestHeader('Content-Type', typeOf(name));
        if (session) request.setRequestHeader('X-CSRF-Token', session.antiforgeryToken);
        request.upload.onprogress = event => event.lengthComputable && onSent(event.loaded / event.total);
        request.onload = () => {
            if (request.status < 300) {
                resolve(JSON.parse(request.responseText) as T);
                return;
            }
            reject(new SendError(said(request), request.status));
        };
        request.onerror = () => reject(new SendError('', 0));
        request.onabort = () => reject(new SendError('', -1));
        signal.addEventListener('abort', () => request.abort());
        request.send(body);
    });
};
