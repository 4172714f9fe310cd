import { useTheme } from '@mui/material';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use, type ECharts, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

interface Props {
    option: EChartsCoreOption;
    /** What it shows, for those who do not see it; the figures stand in a table beside it. */
    label: string;
    height?: number;
}

/** A chart in the colours of the page. Tips are drawn, not written as HTML: the policy of the page lets no styles in. */
const Chart = ({ option, label, height = 220 }: Props) => {
    const place = useRef<HTMLDivElement>(null);
    const chart = useRef<ECharts>(null);
    const { palette } = useTheme();
    useEffect(() => {
        if (!place.current) return;
        const drawn = init(place.current, null, { renderer: 'svg' });
        chart.current = drawn;
        const watch = new ResizeObserver(() => drawn.resize());
        watch.observe(place.current);
        return () => {
            watch.disconnect();
            drawn.dispose();
        };
    }, []);
    useEffect(() => {
        chart.current?.setOption(
            {
                animation: false,
                grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
                color: [palette.primary.main, palette.warning.main, palette.info.main, palette.error.main, palette.success.main],
                tooltip: {
                    trigger: 'axis',
                    renderMode: 'richText',
                    backgroundColor: palette.background.paper,
                    borderColor: palette.divider,
                    textStyle: { color: palette.text.primary },
                },
                textStyle: { color: palette.text.secondary },
                ...option,
            },
            { notMerge: true },
        );
    }, [option, palette]);
    return <div ref={place} role="img" aria-label={label} style={{ height, width: '100%' }} />;
};

export default Chart;
