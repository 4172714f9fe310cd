/** What can be brought in by a file. */
export interface ImportKind {
    /** Below which path of the API. */
    path: string;
    /** The resource of the portal whose records are made or changed. */
    resource: string;
    needs: string;
    /** What an undo needs besides. */
    undoNeeds?: string;
    /** What a row is about: its id is in the outcome of each row. */
    record: string;
    /** Parameters of its own. */
    own: ('mode' | 'currency' | 'dates' | 'zone' | 'returns' | 'products')[];
}

export const kinds: Record<string, ImportKind> = {
    customers: { path: '/api/customers', resource: 'customers', record: 'customer', needs: 'customers:write', own: [] },
    products: {
        path: '/api/products',
        resource: 'products',
        record: 'product',
        needs: 'products:write',
        undoNeeds: 'stock:write',
        own: ['currency'],
    },
    stock: { path: '/api/products/stock', resource: 'products', record: 'product', needs: 'stock:write', own: ['dates', 'zone'] },
    orders: {
        path: '/api/orders',
        resource: 'orders',
        record: 'order',
        needs: 'orders:write',
        own: ['mode', 'currency', 'dates', 'zone', 'returns', 'products'],
    },
    tickets: { path: '/api/tickets', resource: 'tickets', record: 'ticket', needs: 'tickets:write', own: [] },
};

/** How the file is meant, as far as somebody says so; what is empty is found out. */
export interface Options {
    source: string;
    charset: string;
    separator: string;
    decimal: string;
    mode: string;
    currency: string;
    dates: string;
    zone: string;
    returns: string;
    products: string;
}

export const unsaid: Options = {
    source: '',
    charset: '',
    separator: '',
    decimal: '',
    mode: '',
    currency: '',
    dates: '',
    zone: '',
    returns: '',
    products: '',
};

/** Which field a column becomes, by its place; only where somebody chose it. */
export type Choices = Record<number, string>;

export interface Column {
    name: string;
    field: string | null;
}

export interface PreviewRow {
    row: number;
    line: number;
    outcome: 'created' | 'updated' | 'unchanged' | 'refused';
    recordId: number | null;
    message: string | null;
    values: Record<string, string | null>;
}

export interface ReadAs {
    format: string;
    packed?: string | null;
    charset?: string | null;
    charsetFrom?: string | null;
    separator?: string | null;
    decimal?: string | null;
    decimalFrom?: string | null;
}

export interface Preview {
    readAs: ReadAs | null;
    fields: string[];
    columns: Column[];
    rows: PreviewRow[];
    hasMore: boolean;
    problem: string | null;
}

export interface ImportState {
    id: number;
    state: 'running' | 'finished' | 'interrupted';
    rows: number;
    created: number;
    updated: number;
    unchanged: number;
    refused: number;
    verdicts: string;
    startedAt: string;
    by: string;
    canBeUndone: boolean;
    undo: 'running' | 'finished' | null;
}

/** What became of the records of an import, or would. */
export type UndoCounts = Record<'deleted' | 'restored' | 'cancelled' | 'kept', number>;

export interface UndoPreview extends UndoCounts {
    records: number;
    looked: number;
    reasons: { row: number; recordId: number; message: string }[];
}

export interface UndoState extends UndoCounts {
    state: 'running' | 'finished';
    records: number | null;
    done: number;
    by: string;
    verdicts: string;
}

/** The field of a column: what somebody chose, else what its header says. */
export const fieldOf = (columns: Column[], choices: Choices, index: number) => choices[index] ?? columns[index]?.field ?? '';

/**
 * The map in the form of the API. Columns are named by their numbers, which are never written in two ways; members of JSON have only names.
 * Columns of one field are joined.
 */
export const mapOf = (columns: Column[], choices: Choices, isJson: boolean) => {
    if (Object.keys(choices).length === 0) return '';
    const name = (index: number) => (isJson ? `"${columns[index]!.name.replaceAll('"', '""')}"` : `#${index + 1}`);
    const byField = new Map<string, string[]>();
    columns.forEach((_, index) => {
        const field = fieldOf(columns, choices, index);
        byField.set(field, [...(byField.get(field) ?? []), name(index)]);
    });
    return [...byField]
        .flatMap(([field, names]) => (field === '' ? names.map(one => `${one}=`) : [`${names.join('+')}=${field}`]))
        .join(',');
};
