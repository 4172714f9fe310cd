import { useTheme } from '@mui/material';
import { useMemo } from 'react';
import { useLocale } from 'react-admin';
import Chart from '../look/Chart';
import { money } from '../look/Money';
import type { Report } from '../reports/shape';

/** A figure by day; each currency is a series of its own, for amounts of two are never added. */
const SalesChart = ({ report, measure, label }: { report: Report; measure: 'revenue' | 'orders'; label: string }) => {
    const { palette } = useTheme();
    const locale = useLocale();
    const option = useMemo(() => {
        const at = (name: string) => report.columns.findIndex(column => column.name === name);
        const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
        const text = palette.text.secondary;
        const shown = (value: unknown, currency: string | null) =>
            measure === 'revenue' ? money(Number(value), currency, locale) : new Intl.NumberFormat(locale).format(Number(value));
        return {
            grid: { left: 8, right: 8, top: report.series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
            legend: report.series.length > 1 ? { top: 0, textStyle: { color: text } } : undefined,
            xAxis: {
                type: 'category',
                data: report.series[0]?.rows.map(row => day.format(new Date(`${row[at('day')]}T00:00:00Z`))) ?? [],
                axisLabel: { color: text, hideOverlap: true },
                axisTick: { show: false },
            },
            yAxis: {
                type: 'value',
                minInterval: measure === 'orders' ? 1 : undefined,
                axisLabel: { color: text },
                splitLine: { lineStyle: { color: palette.divider } },
            },
            series: report.series.map(one => ({
                type: 'bar',
                name: one.currency ?? '',
                stack: measure === 'orders' ? 'all' : undefined,
                barMaxWidth: 18,
                itemStyle: { borderRadius: [4, 4, 0, 0] },
                data: one.rows.map(row => Number(row[at(measure)] ?? 0)),
                tooltip: { valueFormatter: (value: unknown) => shown(value, one.currency) },
            })),
        };
    }, [report, measure, palette, locale]);
    return <Chart option={option} label={label} />;
};

export default SalesChart;
