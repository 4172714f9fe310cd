import { useTheme } from '@mui/material';
import { useMemo } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import Chart from '../look/Chart';
import { money } from '../look/Money';
import { labelOf, periods, reports, type Report } from './shape';
import { useCell } from './useCell';

const barsMax = 15;

/** What a report says at one look: by time as it went, else who is first. Amounts of two currencies are never added. */
const ReportChart = ({ report, label }: { report: Report; label: string }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const cell = useCell();
    const { palette } = useTheme();
    const option = useMemo(() => {
        const kind = reports[report.report]!;
        const by = report.columns[0]!.name;
        const isTime = periods.has(by);
        const measures =
            report.report === 'products' && kind.measures.every(name => !report.columns.some(column => column.name === name))
                ? ['units']
                : kind.measures;
        const at = (name: string) => report.columns.findIndex(column => column.name === name);
        const key = labelOf(report);
        const axis = {
            axisLabel: { color: palette.text.secondary, hideOverlap: true },
            axisLine: { lineStyle: { color: palette.divider } },
            splitLine: { lineStyle: { color: palette.divider } },
        };
        const lines = report.series
            .flatMap(series => measures.map(measure => ({ series, measure, column: at(measure) })))
            .filter(one => one.column >= 0);
        const labels = isTime
            ? [...new Set(report.series.flatMap(series => series.rows.map(row => `${row[0]}`)))].sort()
            : (report.series[0]?.rows ?? []).slice(0, barsMax).map(row => `${row[key] ?? row[0] ?? ''}`);
        const values = (one: (typeof lines)[number]) =>
            isTime
                ? labels.map(name => Number(one.series.rows.find(row => `${row[0]}` === name)?.[one.column] ?? 0))
                : one.series.rows.slice(0, barsMax).map(row => Number(row[one.column] ?? 0));
        const category = {
            type: 'category',
            data: labels.map(name => cell(name, report.columns[isTime ? 0 : key]!, null)),
            axisTick: { show: false },
            ...axis,
        };
        const value = { type: 'value', ...axis };
        return {
            legend: lines.length > 1 ? { top: 0, textStyle: { color: palette.text.secondary } } : undefined,
            grid: { left: 8, right: 24, top: lines.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
            xAxis: isTime ? category : value,
            yAxis: isTime ? value : { ...category, inverse: true, axisLabel: { ...axis.axisLabel, width: 140, overflow: 'truncate' } },
            series: lines.map(one => ({
                name: one.series.currency
                    ? measures.length > 1
                        ? `${translate(`reports.columns.${one.measure}`)} ${one.series.currency}`
                        : one.series.currency
                    : translate(`reports.columns.${one.measure}`),
                type: isTime && labels.length > 62 ? 'line' : 'bar',
                showSymbol: false,
                barMaxWidth: 22,
                itemStyle: { borderRadius: isTime ? [4, 4, 0, 0] : [0, 4, 4, 0] },
                data: values(one),
                tooltip: {
                    valueFormatter: (shown: unknown) =>
                        report.columns[one.column]!.type === 'money'
                            ? money(Number(shown), one.series.currency, locale)
                            : new Intl.NumberFormat(locale).format(Number(shown)),
                },
            })),
        };
    }, [report, palette, locale, translate, cell]);
    const rows = Math.min(barsMax, report.series[0]?.rows.length ?? 0);
    return <Chart option={option} label={label} height={periods.has(report.columns[0]!.name) ? 280 : Math.max(140, rows * 28 + 60)} />;
};

export default ReportChart;
