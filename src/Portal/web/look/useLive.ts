import { useEffect, useRef, useSyncExternalStore } from 'react';

/** Which kind of record an event tells of; without one, anything may have changed. */
type Listener = (kind: string | null) => void;

let isLive = false;
let stream: EventSource | null = null;
/** Whether the stream was there before: what was told while it was not is unknown. */
let wasLive = false;
const listeners = new Set<Listener>();
const lookers = new Set<() => void>();

const become = (now: boolean) => {
    isLive = now;
    lookers.forEach(look => look());
};
const tell = (kind: string | null) => listeners.forEach(listener => listener(kind));

/** The browser connects again by itself after a broken connection, but gives up on a refusal, such as of a server that is starting. */
const pauseMs = 5000;

const open = () => {
    const opened = new EventSource('/api/events/stream');
    stream = opened;
    stream.onopen = () => {
        become(true);
        if (wasLive) tell(null);
        wasLive = true;
    };
    stream.onerror = () => {
        become(false);
        if (opened.readyState === EventSource.CLOSED) setTimeout(() => { if (stream === opened) open(); }, pauseMs);
    };
    stream.onmessage = hear;
};

const hear = (message: MessageEvent<string>) => {
    const kind = /"subject"\s*:\s*"([a-z]+)s\//.exec(message.data)?.[1];
    if (kind) tell(kind);
};

const use = <T>(set: Set<T>) => (one: T) => {
    set.add(one);
    if (!stream) open();
    return () => {
        set.delete(one);
        if (listeners.size + lookers.size > 0) return;
        stream?.close();
        stream = null;
        wasLive = false;
        isLive = false;
    };
};
const look = use(lookers);
const listen = use(listeners);

/** Whether the events come that the reader may see; they do as long as some page listens. */
export const useIsLive = () => useSyncExternalStore(look, () => isLive);

/** Hears of each event. */
export const useEvents = (hears: Listener) => {
    const last = useRef(hears);
    last.current = hears;
    useEffect(() => listen(kind => last.current(kind)), []);
};
