/** Depth profiles: small multiples on one depth axis with one crosshair through all of them. */
import type { EChartsCoreOption } from 'echarts/core';
import { chartIn, onStart, plot } from './draw';
import { type Estimate, type Results, short } from './results';
import { type Theme, theme } from './theme';

interface Point { site: string; depth: number; value: number; error: number | null; null?: { mean: number; low: number; high: number; value: number } }

function points(results: Results, key: string): Point[] {
    const cut = key.indexOf('.');
    const [observable, quantity] = [key.slice(0, cut), key.slice(cut + 1)];
    const depth = new Map(results.sites.map(s => [s.name, s.depth]));
    const found: Point[] = [];
    for (const measurement of results.measurements) {
        const estimate: Estimate | undefined = measurement.observable === observable ? measurement.estimates[quantity] : undefined;
        if (!estimate || estimate.value === null || !depth.has(measurement.site)) continue;
        found.push({
            site: measurement.site, depth: depth.get(measurement.site)!, value: estimate.value,
            error: typeof estimate.std_error === 'number' ? estimate.std_error : null, null: Object.values(estimate.nulls)[0],
        });
    }
    return found.sort((a, b) => a.depth - b.depth);
}

/** Outside every draw by more than rounding, as `beyond` of the report's records decides. */
const noise = (value: number) => 1e-6 * Math.abs(value);
const isBeyond = (p: Point) => !p.null || p.null.value < p.null.low - noise(p.null.low) || p.null.value > p.null.high + noise(p.null.high);

function option(list: Point[], deepest: number, colours: Theme): EChartsCoreOption {
    const invisible = { type: 'line', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, stackStrategy: 'all' };
    const strip = (name: string, low: (p: Point) => number | null, high: (p: Point) => number | null, colour: string, opacity: number) => [
        { ...invisible, stack: name, data: list.map(p => [p.depth, low(p)]) },
        { ...invisible, stack: name, data: list.map(p => [p.depth, low(p) === null ? null : high(p)! - low(p)!]), areaStyle: { color: colour, opacity } },
    ];
    const value = {
        type: 'line', data: list.map(p => ({ value: [p.depth, p.value], symbol: isBeyond(p) ? 'circle' : 'emptyCircle' })),
        symbolSize: list.length > 40 ? 4 : 6, color: colours.series[0], lineStyle: { width: 1.75 }, emphasis: { disabled: true }, silent: true,
    };
    const mean = { type: 'line', data: list.map(p => [p.depth, p.null?.mean ?? null]), symbol: 'none', silent: true, color: colours.muted, lineStyle: { width: 1.25, type: 'dashed' } };
    const tick = { color: colours.muted, fontSize: 11, hideOverlap: true };
    return {
        animation: false, textStyle: { fontFamily: colours.font }, grid: { left: 46, right: 10, top: 10, bottom: 22 },
        xAxis: { type: 'value', min: 0, max: deepest, splitNumber: 4, axisLabel: tick, axisLine: { lineStyle: { color: colours.muted } }, splitLine: { show: false } },
        yAxis: { type: 'value', scale: true, splitNumber: 3, axisLabel: { ...tick, formatter: (v: number) => short(v, 3) }, splitLine: { lineStyle: { color: colours.line } } },
        series: [
            ...strip('null', p => p.null?.low ?? null, p => p.null?.high ?? null, colours.muted, 0.22),
            ...strip('error', p => p.error === null ? p.value : p.value - p.error, p => p.value + (p.error ?? 0), colours.series[0], 0.25),
            mean, value,
        ],
    };
}

function nearest(list: Point[], depth: number): Point {
    return list.reduce((best, p) => Math.abs(p.depth - depth) < Math.abs(best.depth - depth) ? p : best, list[0]);
}

function reading(p: Point): string {
    const value = p.error === null ? short(p.value) : `${short(p.value)} ± ${short(p.error, 2)}`;
    return `${p.site}: ${value}${p.null ? `, null ${short(p.null.mean)}` : ''}`;
}

export function startProfiles(results: Results, open: (site: string) => void): void {
    const deepest = Math.max(1, ...results.sites.map(s => s.depth));
    const all = new Map<HTMLElement, { list: Point[]; cross: HTMLElement; text: HTMLElement }>();

    // One crosshair: whichever plot the pointer is in, every plot shows its nearest site.
    const show = (depth: number | null) => {
        for (const [box, { list, cross, text }] of all) {
            const chart = chartIn(box);
            cross.hidden = depth === null || !chart;
            text.textContent = '';
            if (depth === null || !chart) continue;
            const point = nearest(list, depth);
            cross.style.left = `${chart.convertToPixel({ xAxisIndex: 0 }, point.depth)}px`;
            text.textContent = reading(point);
        }
    };
    for (const figure of document.querySelectorAll<HTMLElement>('figure.profile')) {
        const box = figure.querySelector<HTMLElement>('.box')!;
        const cross = Object.assign(document.createElement('i'), { className: 'cross', hidden: true });
        const text = Object.assign(document.createElement('p'), { className: 'at' });
        const list = points(results, figure.dataset.profile!);
        figure.append(text);
        all.set(box, { list, cross, text });
        plot(box, () => option(list, deepest, theme()));
    }
    onStart((chart, box) => {
        const entry = all.get(box);
        if (!entry) return;
        box.append(entry.cross);
        const depthAt = (x: number) => chart.convertFromPixel({ xAxisIndex: 0 }, x) as unknown as number;
        chart.getZr().on('mousemove', e => show(depthAt(e.offsetX)));
        chart.getZr().on('globalout', () => show(null));
        chart.getZr().on('click', e => open(nearest(entry.list, depthAt(e.offsetX)).site));
    });
}
