import type { DataProvider, GetListParams, Identifier, RaRecord } from 'react-admin';
import { call } from './http';

interface Page {
    items: RaRecord[];
    total?: number;
    totalAtLeast?: number;
    next: string | null;
}

/** Where the records of a resource are; the others are at /api/{resource}. */
const paths: Record<string, string> = {
    'dead-letters': 'sync/dead-letters',
    deliveries: 'sync/deliveries',
    flows: 'sync/flows',
    systems: 'systems',
    conflicts: 'sync/conflicts',
    links: 'sync/links',
    hooks: 'sync/hooks',
};
const pathOf = (resource: string) => `/api/${paths[resource] ?? resource}`;
const recordPath = (resource: string, id: Identifier) =>
    `${resource === 'dead-letters' ? '/api/sync/deliveries' : pathOf(resource)}/${encodeURIComponent(id)}`;

/** The rows of a list reach this deep by page numbers. */
export const pagesReach = 100_000;

const query = (params: GetListParams, extra: Record<string, unknown> = {}) => {
    const { page = 1, perPage = 25 } = params.pagination ?? {};
    const { field = 'id', order = 'ASC' } = params.sort ?? {};
    const search = new URLSearchParams({ page: `${page}`, size: `${perPage}`, sort: order === 'DESC' ? `-${field}` : field });
    for (const [name, value] of filterPairs({ ...params.filter, ...extra })) search.set(name, value);
    return search;
};

/** The filters that have a value, by their names in a query; one within another has both names: `custom.weight.from`. */
export const filterPairs = (filters: Record<string, unknown> = {}): [string, string][] =>
    Object.entries(filters).flatMap(([name, value]): [string, string][] => {
        if (value === undefined || value === null || value === '') return [];
        if (typeof value !== 'object' || Array.isArray(value)) return [[name, `${value}`]];
        return filterPairs(value as Record<string, unknown>).map(([inner, one]) => [`${name}.${inner}`, one]);
    });

const list = async (resource: string, params: GetListParams, extra?: Record<string, unknown>) => {
    if (resource === 'flows') return flows();
    const { body } = await call<Page>(`${pathOf(resource)}?${query(params, extra)}`, { signal: params.signal });
    const total = body.total ?? body.totalAtLeast ?? body.items.length;
    return {
        data: body.items,
        total: Math.min(total, pagesReach),
        meta: { total, isAtLeast: body.total === undefined && body.totalAtLeast !== undefined },
    };
};

/** Flows come all at once, each known by its name. */
const flows = async () => {
    const { body } = await call<{ items: { name: string }[] }>(pathOf('flows'));
    return { data: body.items.map(flow => ({ ...flow, id: flow.name })), total: body.items.length, meta: undefined };
};

/** Only what the form changed, as JSON Merge Patch. What the server works out itself is none of it. */
const computed = new Set(['id', 'version', 'createdAt', 'updatedAt']);
const changes = (data: Record<string, unknown>, before: Record<string, unknown>) =>
    Object.fromEntries(
        Object.entries(data).filter(([name, value]) => !computed.has(name) && JSON.stringify(value) !== JSON.stringify(before[name])),
    );

/** Of a line its price and discount hold as agreed; what is new has those of the catalogue. What the server says of it is no part. */
const orderBody = (body: Record<string, any>, before: Record<string, any>) => {
    if (!body.items) return body;
    const isAgreed = (line: any) =>
        (before.items ?? []).some((one: any) => ['productId', 'unitPrice', 'discount'].every(name => one[name] === line[name]));
    const items = body.items.map((line: any) => ({
        productId: line.productId,
        quantity: line.quantity,
        ...(isAgreed(line) ? { unitPrice: line.unitPrice, discount: line.discount } : {}),
    }));
    return { ...body, items };
};

/** Of the fields of this site those that were changed; what has no value and had none says nothing. */
const withCustom = (body: Record<string, any>, before: Record<string, any>) => {
    if (!body.custom) return body;
    const { custom, ...rest } = body;
    const said = Object.entries(custom).filter(([name, value]) => (value ?? null) !== (before.custom?.[name] ?? null));
    return said.length === 0 ? rest : { ...rest, custom: Object.fromEntries(said) };
};

const patchOf = (resource: string, data: Record<string, any>, before: Record<string, any>) => {
    const changed = withCustom(changes(data, before), before);
    return resource === 'orders' ? orderBody(changed, before) : changed;
};

/** Whether a record holds all that a form would send: the answer to it may have been lost on its way. */
export const isSent = (resource: string, data: Record<string, unknown>, before: Record<string, unknown>, now: unknown) =>
    holds(now, patchOf(resource, data, before));

const holds = (now: any, sent: any): boolean => {
    if (Array.isArray(sent)) return sent.length === (now?.length ?? 0) && sent.every((one, index) => holds(now[index], one));
    if (sent && typeof sent === 'object') return Object.entries(sent).every(([name, value]) => holds(now?.[name], value));
    return (now ?? '') === (sent ?? '');
};

const many = async (resource: string, ids: Identifier[]) => {
    const found: RaRecord[] = [];
    for (let start = 0; start < ids.length; start += 50) {
        const requests = ids.slice(start, start + 50).map(id => ({ path: recordPath(resource, id) }));
        const { body } = await call<{ items: { status: number; body: RaRecord }[] }>('/api/batch', { method: 'POST', body: { requests } });
        found.push(...body.items.filter(one => one.status === 200).map(one => one.body));
    }
    return found;
};

/** What was made with a secret comes beside it. */
const made = (body: any) =>
    (body.client ?? body.webhook) ? { ...(body.client ?? body.webhook), secret: body.clientSecret ?? body.secret } : body;

/** Adds a file to what has files; of what kind it is the server sees by its content. */
export const uploadTo = (path: string, file: File) =>
    call(`${path}?name=${encodeURIComponent(file.name)}`, {
        method: 'POST',
        body: file,
        headers: { 'Content-Type': 'application/octet-stream' },
    });

/** A new ticket, with the files that came with its form. */
const createTicket = async ({ files = [], ...ticket }: { files?: { rawFile: File }[] }) => {
    const { body } = await call<RaRecord>(pathOf('tickets'), { method: 'POST', body: withCustom(ticket, {}) });
    for (const { rawFile } of files) await uploadTo(`${recordPath('tickets', body.id)}/attachments`, rawFile);
    return { data: body };
};

export const dataProvider: DataProvider = {
    // Who types on does not wait for what was asked before.
    supportAbortSignal: true,
    getList: async (resource, params) => (await list(resource, params)) as any,
    getOne: async (resource, { id }) => {
        const { body } = await call<any>(recordPath(resource, id));
        return { data: resource === 'dead-letters' ? { ...body.delivery, log: body.attempts, payload: body.payload } : body };
    },
    getMany: async (resource, { ids }) => ({ data: (await many(resource, ids)) as any }),
    getManyReference: async (resource, { target, id, ...params }) => (await list(resource, params, { [target]: id })) as any,
    create: async (resource, { data }) =>
        resource === 'tickets'
            ? (createTicket(data as any) as any)
            : { data: made((await call<any>(pathOf(resource), { method: 'POST', body: withCustom(data as any, {}) })).body) },
    update: async (resource, { id, data, previousData }) => ({
        data: (
            await call<any>(recordPath(resource, id), {
                method: 'PATCH',
                body: patchOf(resource, data as any, (previousData ?? {}) as any),
                headers: {
                    'Content-Type': 'application/merge-patch+json',
                    ...(previousData?.version ? { 'If-Match': `"${previousData.version}"` } : {}),
                },
            })
        ).body,
    }),
    updateMany: async () => {
        throw new Error('Each record is changed by itself.');
    },
    delete: async (resource, { id, previousData }) => {
        await call(recordPath(resource, id), { method: 'DELETE' });
        return { data: { id, ...previousData } as any };
    },
    deleteMany: async (resource, { ids }) => {
        for (const id of ids) await call(recordPath(resource, id), { method: 'DELETE' });
        return { data: ids };
    },
};
