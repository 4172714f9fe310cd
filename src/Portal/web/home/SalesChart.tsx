import { useTheme } from '@mui/material';
import { useMemo } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import Chart from '../look/Chart';
import { money } from '../look/Money';
import type { Report } from '../reports/shape';

/** Revenue by day; each currency is a series of its own, for amounts of two are never added. */
const SalesChart = ({ report }: { report: Report }) => {
    const { palette } = useTheme();
    const locale = useLocale();
    const translate = useTranslate();
    const option = useMemo(() => {
        const at = (name: string) => report.columns.findIndex(column => column.name === name);
        const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
        const text = palette.text.secondary;
        return {
            grid: { left: 8, right: 8, top: report.series.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
            legend: report.series.length > 1 ? { top: 0, textStyle: { color: text } } : undefined,
            xAxis: { type: 'category', data: report.series[0]?.rows.map(row => day.format(new Date(`${row[at('day')]}T00:00:00Z`))) ?? [], axisLabel: { color: text, hideOverlap: true }, axisTick: { show: false } },
            yAxis: { type: 'value', axisLabel: { color: text }, splitLine: { lineStyle: { color: palette.divider } } },
            series: report.series.map(one => ({
                type: 'bar', name: one.currency ?? '', barMaxWidth: 18, itemStyle: { borderRadius: [4, 4, 0, 0] },
                data: one.rows.map(row => Number(row[at('revenue')] ?? 0)), tooltip: { valueFormatter: (value: unknown) => money(Number(value), one.currency, locale) },
            })),
        };
    }, [report, palette, locale]);
    return <Chart option={option} label={translate('portal.home_.revenue')} />;
};

export default SalesChart;
