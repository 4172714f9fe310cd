import { useTheme } from '@mui/material';
import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type ECharts } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { money } from '../look/Money';
import type { Report } from './Home';

use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** Revenue by day; each currency is a series of its own, for amounts of two are never added. */
const SalesChart = ({ report }: { report: Report }) => {
    const place = useRef<HTMLDivElement>(null);
    const chart = useRef<ECharts>(null);
    const theme = useTheme();
    const locale = useLocale();
    const translate = useTranslate();
    useEffect(() => {
        if (!place.current) return;
        const drawn = init(place.current, null, { renderer: 'svg' });
        chart.current = drawn;
        const watch = new ResizeObserver(() => drawn.resize());
        watch.observe(place.current);
        return () => { watch.disconnect(); drawn.dispose(); };
    }, []);
    useEffect(() => {
        const at = (name: string) => report.columns.findIndex(column => column.name === name);
        const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
        const text = theme.palette.text.secondary;
        chart.current?.setOption({
            animation: false,
            grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
            color: [theme.palette.primary.main, theme.palette.info.main, theme.palette.warning.main],
            legend: report.series.length > 1 ? { textStyle: { color: text } } : undefined,
            tooltip: { trigger: 'axis', renderMode: 'richText' },
            xAxis: { type: 'category', data: report.series[0]?.rows.map(row => day.format(new Date(`${row[at('day')]}T00:00:00Z`))) ?? [], axisLabel: { color: text }, axisTick: { show: false } },
            yAxis: { type: 'value', axisLabel: { color: text }, splitLine: { lineStyle: { color: theme.palette.divider } } },
            series: report.series.map(one => ({
                type: 'bar', name: one.currency ?? '', barMaxWidth: 18, itemStyle: { borderRadius: [4, 4, 0, 0] },
                data: one.rows.map(row => Number(row[at('revenue')] ?? 0)), tooltip: { valueFormatter: (value: unknown) => money(Number(value), one.currency, locale) },
            })),
        }, { notMerge: true });
    }, [report, theme, locale]);
    return <div ref={place} role="img" aria-label={translate('portal.home_.revenue')} style={{ height: 220, width: '100%' }} />;
};

export default SalesChart;
