import { useMemo } from 'react';
import type { Report } from '../../reports/shape';
import type { Flow, FlowList, Freshness } from '../parts/types';
import { useTicking } from '../parts/useTicking';

/** A flow with how it fares. */
export interface FlowRow extends Flow {
    freshness?: Freshness;
    waiting: number;
    dead: number;
    lastDelivered: string | null;
    isBothWays: boolean;
}

interface Figures {
    flow: string;
    waiting: number;
    dead: number;
    lastDelivered: string | null;
}

/** The flows in force, how fresh they are and what waits; it is read again every few seconds. */
export const useFlows = () => {
    const { data: list, error, read } = useTicking<FlowList>('/api/sync/flows');
    const fresh = useTicking<{ items: Freshness[] }>('/api/sync/freshness');
    const report = useTicking<Report>('/api/reports/sync?range=last-30-days');
    const flows = useMemo(
        () =>
            list?.items.map((flow): FlowRow => {
                const figures = figuresOf(report.data).filter(one => one.flow === flow.name);
                return {
                    ...flow,
                    freshness: fresh.data?.items.find(one => one.flow === flow.name),
                    waiting: sum(figures.map(one => one.waiting)),
                    dead: sum(figures.map(one => one.dead)),
                    lastDelivered:
                        figures
                            .map(one => one.lastDelivered)
                            .filter(one => one !== null)
                            .sort()
                            .at(-1) ?? null,
                    isBothWays: flow.trigger.startsWith('both ways'),
                };
            }),
        [list, fresh.data, report.data],
    );
    return { flows, list, error, read };
};

const sum = (numbers: number[]) => numbers.reduce((all, one) => all + Number(one ?? 0), 0);

const figuresOf = (report: Report | undefined) =>
    (report?.series[0]?.rows.map(row => Object.fromEntries(report.columns.map((column, index) => [column.name, row[index]]))) ??
        []) as unknown as Figures[];
