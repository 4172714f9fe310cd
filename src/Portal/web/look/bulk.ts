import type { RaRecord } from 'react-admin';
import { call } from '../api/http';
import { ifMatch } from './useAct';

/** Changes one field of a record, unless somebody else has changed the record meanwhile. */
export const setField = (resource: string, field: string) => (record: RaRecord, value: string) =>
    call(`/api/${resource}/${record.id}`, {
        method: 'PATCH',
        body: { [field]: value },
        headers: { 'Content-Type': 'application/merge-patch+json', ...ifMatch(record) },
    });

export const setOrderStatus = (record: RaRecord, status: string) =>
    status === 'CANCELLED'
        ? call(`/api/orders/${record.id}/cancel`, { method: 'POST', body: {}, headers: ifMatch(record) })
        : call(`/api/orders/${record.id}/status`, { method: 'PUT', body: { status }, headers: ifMatch(record) });
