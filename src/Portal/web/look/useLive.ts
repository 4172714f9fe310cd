import { useSyncExternalStore } from 'react';

/** The newest event of the stream: a number that grows, and of which kind of record it tells. */
interface Live {
    at: number;
    kind: string;
    isLive: boolean;
}

let now: Live = { at: 0, kind: '', isLive: false };
let stream: EventSource | null = null;
const listeners = new Set<() => void>();
const tell = (next: Partial<Live>) => {
    now = { ...now, ...next };
    listeners.forEach(listener => listener());
};

/** The browser connects again by itself after a broken connection, but gives up on a refusal, such as of a server that is starting. */
const pauseMs = 5000;

const open = () => {
    const opened = new EventSource('/api/events/stream');
    stream = opened;
    stream.onopen = () => tell({ isLive: true });
    stream.onerror = () => {
        tell({ isLive: false });
        if (opened.readyState === EventSource.CLOSED)
            setTimeout(() => {
                if (stream === opened) open();
            }, pauseMs);
    };
    stream.onmessage = hear;
    for (const kind of ['customer', 'product', 'order', 'ticket', 'package']) {
        for (const change of ['created', 'changed', 'deleted'])
            stream.addEventListener(`lockstep.${kind}.${change}`, hear as EventListener);
    }
};

const hear = (message: MessageEvent<string>) => {
    const kind = /"subject"\s*:\s*"([a-z]+)s\//.exec(message.data)?.[1];
    if (kind) tell({ at: now.at + 1, kind });
};

const subscribe = (listener: () => void) => {
    listeners.add(listener);
    if (!stream) open();
    return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
            stream?.close();
            stream = null;
        }
    };
};

/** Follows the events that the reader may see, as long as some page listens. */
export const useLive = () => useSyncExternalStore(subscribe, () => now);
