export interface ReportColumn {
    name: string;
    type: 'text' | 'count' | 'money' | 'number' | 'instant';
}

export type Cell = string | number | null;

export interface Report {
    report: string;
    from: string;
    to: string;
    zone: string;
    columns: ReportColumn[];
    series: { currency: string | null; rows: Cell[][] }[];
    truncated: boolean;
}

export interface ReportKind {
    /** Which parameters it takes, besides the range, with their choices; a number where none are listed. */
    asks: Record<string, string[] | number>;
    /** What the chart shows of it. */
    measures: string[];
}

const time = ['day', 'week', 'month'];

export const reports: Record<string, ReportKind> = {
    sales: { asks: { by: [...time, 'status', 'country', 'customer', 'product'] }, measures: ['revenue'] },
    products: { asks: { rank: ['best', 'slow'], sort: ['revenue', 'units'] }, measures: ['revenue'] },
    customers: { asks: { by: time, lostAfter: 90 }, measures: ['entered', 'new', 'lost'] },
    cohorts: { asks: {}, measures: ['active'] },
    stock: { asks: { below: 10, days: 0 }, measures: ['available'] },
    tickets: { asks: { by: [...time, 'queue', 'priority', 'status'] }, measures: ['tickets', 'resolved', 'solutionsLate'] },
    sync: { asks: {}, measures: ['delivered', 'waiting', 'dead'] },
};

export const ranges = [
    'today',
    'yesterday',
    'this-week',
    'last-week',
    'last-30-days',
    'this-month',
    'last-month',
    'last-90-days',
    'this-year',
    'last-year',
    'last-365-days',
];

export const periods = new Set(time);

/** Which column tells what a row is about: its name before its number, where it has both. */
export const labelOf = (report: Report) => {
    const at = (name: string) => report.columns.findIndex(column => column.name === name);
    return at('name') >= 0
        ? at('name')
        : at('flow') >= 0
          ? at('flow')
          : Math.max(
                0,
                report.columns.findIndex(column => column.type === 'text'),
            );
};
