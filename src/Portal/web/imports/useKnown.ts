import { useEffect, useState } from 'react';
import { call } from '../api/http';
import type { PreviewRow } from './kinds';

type Known = Record<number, Record<string, unknown>>;
const most = 50;

/** The records that a file would change, as they are now. */
export const useKnown = (resource: string, rows: PreviewRow[] | undefined) => {
    const [known, setKnown] = useState<Known>({});
    useEffect(() => {
        const ids = [...new Set(rows?.filter(row => row.outcome === 'updated' && row.recordId).map(row => row.recordId!))].slice(0, most);
        if (ids.length === 0) {
            setKnown({});
            return;
        }
        let isOld = false;
        call<{ items: { status: number; body: Record<string, unknown> }[] }>('/api/batch', {
            method: 'POST',
            body: { requests: ids.map(id => ({ path: `/api/${resource}/${id}` })) },
        }).then(
            ({ body }) =>
                !isOld && setKnown(Object.fromEntries(body.items.filter(one => one.status === 200).map(one => [one.body.id, one.body]))),
            () => undefined,
        );
        return () => {
            isOld = true;
        };
    }, [resource, rows]);
    return known;
};

/** A field of a record under its name in files. */
export const valueOf = (record: Record<string, any> | undefined, field: string): string | null => {
    if (!record) return null;
    const value =
        record[field] ??
        record.address?.[field] ??
        (['stock', 'quantity', 'count', 'onHand'].includes(field) ? record.stock?.onHand : undefined);
    return value === null || value === undefined || typeof value === 'object' ? null : `${value}`;
};
