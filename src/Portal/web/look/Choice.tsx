import { Chip } from '@mui/material';
import { useRecordContext, useTranslate } from 'react-admin';

const colours: Record<string, 'success' | 'warning' | 'error' | 'info' | 'default'> = {
    active: 'success',
    COMPLETED: 'success',
    DELIVERED: 'success',
    Delivered: 'success',
    resolved: 'success',
    delivered: 'success',
    NEW: 'info',
    open: 'info',
    PROCESSING: 'info',
    Packed: 'info',
    in_progress: 'info',
    pending: 'info',
    waiting: 'warning',
    high: 'warning',
    SHIPPED: 'info',
    INVOICED: 'info',
    Shipped: 'info',
    blocked: 'warning',
    quota: 'warning',
    unavailable: 'warning',
    done: 'success',
    finished: 'success',
    settled: 'success',
    running: 'info',
    received: 'info',
    paused: 'warning',
    stuck: 'error',
    failed: 'error',
    retrying: 'warning',
    urgent: 'error',
    dead: 'error',
    'target-refused': 'error',
    mapping: 'error',
    validation: 'error',
    'outcome-unknown': 'error',
    'our-bug': 'error',
    'sign-in': 'error',
};

/** One word of a fixed list, in the reader's language. */
export const Word = ({ value }: { value: string | null | undefined }) => {
    const translate = useTranslate();
    if (!value) return null;
    return <Chip size="small" variant="outlined" color={colours[value] ?? 'default'} label={translate(`choices.${value}`, { _: value })} />;
};

/** The same as a field of a list or a page. */
export const ChoiceField = ({ source }: { source: string; label?: string; sortable?: boolean }) => {
    const record = useRecordContext();
    return <Word value={record?.[source]} />;
};

/** The choices of an input or a filter. */
export const choicesOf = (...words: string[]) => words.map(id => ({ id, name: `choices.${id}` }));

export const orderStates = ['NEW', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'INVOICED', 'COMPLETED', 'CANCELLED'];
export const ticketStates = ['open', 'in_progress', 'waiting', 'resolved', 'closed'];
export const priorities = ['low', 'normal', 'high', 'urgent'];
export const packageStates = ['Pending', 'Packed', 'Shipped', 'Delivered', 'Cancelled'];
export const activities = ['active', 'inactive'];
