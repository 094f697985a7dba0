/** Charts are drawn when they come into view, and again when the colours or the width change. */
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import { AriaComponent, DataZoomInsideComponent, GridComponent, LegendComponent, MarkLineComponent, PolarComponent, TooltipComponent, VisualMapContinuousComponent } from 'echarts/components';
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, HeatmapChart, LineChart, AriaComponent, DataZoomInsideComponent, GridComponent, LegendComponent, MarkLineComponent,
    PolarComponent, TooltipComponent, VisualMapContinuousComponent, SVGRenderer]);

type Option = () => EChartsCoreOption;
const options = new Map<Element, Option>();
const charts = new Map<Element, EChartsType>();
const started: ((chart: EChartsType, box: HTMLElement) => void)[] = [];

function draw(box: HTMLElement): void {
    let chart = charts.get(box);
    if (!chart) {
        box.replaceChildren();
        chart = init(box, null, { renderer: 'svg' });
        charts.set(box, chart);
        for (const start of started) start(chart, box);
    }
    const label = box.getAttribute('aria-label')!;
    chart.resize();
    chart.setOption(options.get(box)!(), true);
    box.setAttribute('aria-label', label);
}

const seen = new IntersectionObserver(entries => {
    for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        draw(entry.target as HTMLElement);
    }
}, { rootMargin: '300px' });

const sized = new ResizeObserver(entries => {
    for (const entry of entries) if (entry.contentRect.width > 0) charts.get(entry.target)?.resize();
});

/** `box` will show this option. */
export function plot(box: HTMLElement, option: Option): void {
    options.set(box, option);
    seen.observe(box);
    sized.observe(box);
}

/** Draws this one again: its option has changed. */
export const redrawOne = (box: HTMLElement): void => { if (charts.has(box)) draw(box); };
export const chartIn = (box: Element): EChartsType | undefined => charts.get(box);
export const onStart = (start: (chart: EChartsType, box: HTMLElement) => void): void => void started.push(start);

export function redraw(): void {
    for (const box of charts.keys()) if ((box as HTMLElement).offsetParent) draw(box as HTMLElement);
        else { charts.get(box)!.dispose(); charts.delete(box); seen.observe(box); }
}

/** Paper shows what the screen had not come to yet. */
addEventListener('beforeprint', () => {
    for (const box of options.keys()) if ((box as HTMLElement).offsetParent && !charts.has(box)) draw(box as HTMLElement);
});
