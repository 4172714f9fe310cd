import { useTheme } from '@mui/material';
import { HeatmapChart } from 'echarts/charts';
import { VisualMapComponent } from 'echarts/components';
import { use } from 'echarts/core';
import { useMemo } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import Chart from '../look/Chart';
import type { Report } from './shape';

use([HeatmapChart, VisualMapComponent]);

/** How many of those who bought first in a month came again: a row for each month, a field for each one later. */
const CohortChart = ({ report, label }: { report: Report; label: string }) => {
    const translate = useTranslate();
    const locale = useLocale();
    const { palette } = useTheme();
    const rows = report.series[0]?.rows ?? [];
    const option = useMemo(() => {
        const at = (name: string) => report.columns.findIndex(column => column.name === name);
        const cohorts = [...new Set(rows.map(row => `${row[at('cohort')]}`))].sort();
        const later = [...new Set(rows.map(row => Number(row[at('monthsLater')])))].sort((one, other) => one - other);
        const part = (row: (typeof rows)[number]) => Number(row[at('active')] ?? 0) / Math.max(1, Number(row[at('customers')] ?? 0));
        const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
        const axis = {
            axisLabel: { color: palette.text.secondary },
            axisLine: { lineStyle: { color: palette.divider } },
            axisTick: { show: false },
        };
        return {
            grid: { left: 8, right: 8, top: 8, bottom: 56, containLabel: true },
            tooltip: {
                trigger: 'item',
                renderMode: 'richText',
                formatter: ({ value }: { value: number[] }) => `${cohorts[value[1]!]} +${later[value[0]!]}: ${percent.format(value[2]!)}`,
            },
            xAxis: {
                type: 'category',
                data: later.map(one => `+${one}`),
                ...axis,
                name: translate('reports.columns.monthsLater'),
                nameLocation: 'middle',
                nameGap: 28,
                nameTextStyle: { color: palette.text.secondary },
            },
            yAxis: { type: 'category', data: cohorts, inverse: true, ...axis },
            visualMap: { show: false, min: 0, max: 1, inRange: { color: [palette.background.paper, palette.primary.main] } },
            series: [
                {
                    type: 'heatmap',
                    data: rows.map(row => [
                        later.indexOf(Number(row[at('monthsLater')])),
                        cohorts.indexOf(`${row[at('cohort')]}`),
                        part(row),
                    ]),
                },
            ],
        };
    }, [report, rows, palette, locale, translate]);
    return <Chart option={option} label={label} height={Math.max(180, new Set(rows.map(row => row[0])).size * 26 + 80)} />;
};

export default CohortChart;
