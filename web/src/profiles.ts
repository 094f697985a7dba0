/** Depth profiles: small multiples on one depth axis with one crosshair through all of them. */
import type { EChartsCoreOption } from 'echarts/core';
import { zoomable } from './curves';
import type { Table } from './data';
import { chartIn, onStart, plot } from './draw';
import { compared, type Estimate, type Measurement, type Null, type Results, short, type Site } from './results';
import { type Theme, theme } from './theme';
import { type Handle, tools } from './tools';

interface Point { site: string; depth: number; value: number; error: number | null; supported: boolean; null?: Null }
interface Line { kind: string; points: Point[] }

/** What one line may join, as instruments/report/profile.h has it: sites of one kind whose states were read in one way. */
function kindsOf(sites: Site[]): Map<string, string> {
    const nonlinearity = (i: number) => sites[i - 1]?.role === 'residual' ? 'nonlinearities after a sum' : 'nonlinearities';
    return new Map(sites.map((s, i) => [s.name, s.role === 'residual' ? 'residual sums' : s.role === 'nonlinearity' ? nonlinearity(i) : '']));
}
const readingOf = (measurement: Measurement) => measurement.facts?.find(f => f.name === 'states')?.words ?? '';

function lines(results: Results, key: string): Line[] {
    const cut = key.indexOf('.');
    const [observable, quantity] = [key.slice(0, cut), key.slice(cut + 1)];
    const sites = new Map(results.sites.map(s => [s.name, s])), kinds = kindsOf(results.sites);
    const found = new Map<string, Point[]>();
    for (const measurement of results.measurements) {
        const estimate: Estimate | undefined = measurement.observable === observable ? measurement.estimates[quantity] : undefined;
        const site = sites.get(measurement.site);
        if (!estimate || estimate.value === null || !site) continue;
        const name = `${kinds.get(site.name)}|${readingOf(measurement)}`;
        if (!found.has(name)) found.set(name, []);
        found.get(name)!.push({
            site: site.name, depth: site.depth, value: estimate.value,
            error: typeof estimate.std_error === 'number' ? estimate.std_error : null, null: Object.values(estimate.nulls)[0],
            supported: measurement.estimates[`${quantity}_supported`]?.value !== 0,
        });
    }
    const all = [...found].map(([name, points]) => ({ kind: name.split('|')[0], points: points.sort((a, b) => a.depth - b.depth) }));
    return all.sort((a, b) => a.points[0].depth - b.points[0].depth);
}

/** Open: within the draws of its null. Filled: outside, or with nothing to be compared with. */
const isOpen = (p: Point) => p.null?.standing === 'within';

const shapes = ['circle', 'rect', 'triangle'];
interface Look { shape: string; colour: string; nullColour: string; muted: string; ground: string; size: number; log: boolean }

function seriesOf(list: Point[], id: number, { shape, colour, nullColour, muted, ground, size, log }: Look): object[] {
    const drawn = (v: number | null) => log && v !== null && v <= 0 ? null : v;
    const invisible = { type: 'line', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, stackStrategy: 'all' };
    const strip = (name: string, low: (p: Point) => number | null, high: (p: Point) => number | null, ink: string, opacity: number) => log ? [] : [
        { ...invisible, stack: `${name}${id}`, data: list.map(p => [p.depth, low(p)]) },
        { ...invisible, stack: `${name}${id}`, data: list.map(p => [p.depth, low(p) === null ? null : high(p)! - low(p)!]), areaStyle: { color: ink, opacity } },
    ];
    const value = {
        type: 'line', symbol: shape, symbolSize: size, color: colour,
        data: list.map(p => ({ value: [p.depth, drawn(p.value)], itemStyle: !p.supported ? { color: muted } : isOpen(p) ? { color: ground, borderColor: colour, borderWidth: 1.5 } : { color: colour } })),
        lineStyle: list.every(p => p.supported) ? { width: 1.75 } : { width: 0.75, color: muted }, emphasis: { disabled: true }, silent: true,
    };
    const mean = {
        type: 'line', data: list.map(p => [p.depth, drawn(p.null?.mean ?? null)]), symbol: 'none', silent: true, color: nullColour,
        lineStyle: { width: 1.25, type: 'dashed' },
    };
    return [
        ...strip('null', p => p.null?.low ?? null, p => p.null?.high ?? null, nullColour, 0.2),
        ...strip('error', p => p.error === null ? p.value : p.value - p.error, p => p.value + (p.error ?? 0), colour, 0.25),
        mean, value,
    ];
}

/** The null of a single line is grey; of several, each has the colour of its line. */
function option(all: Line[], deepest: number, colours: Theme, log: boolean): EChartsCoreOption {
    const inks = [colours.series[0], colours.series[1], colours.ink];
    const sites = all.reduce((sum, line) => sum + line.points.length, 0);
    const tick = { color: colours.muted, fontSize: 11, hideOverlap: true };
    return {
        animation: false, textStyle: { fontFamily: colours.font }, grid: { left: 46, right: 10, top: 10, bottom: 22 }, dataZoom: zoomable,
        xAxis: { type: 'value', min: 0, max: deepest, splitNumber: 4, minInterval: 1, axisLabel: tick, axisLine: { lineStyle: { color: colours.muted } }, splitLine: { show: false } },
        yAxis: { type: log ? 'log' : 'value', scale: true, splitNumber: 3, axisLabel: { ...tick, formatter: (v: number) => short(v, 3) }, splitLine: { lineStyle: { color: colours.line } } },
        series: all.flatMap(({ points }, i) => seriesOf(points, i, {
            colour: inks[i % 3], nullColour: all.length > 1 ? inks[i % 3] : colours.muted, muted: colours.muted, ground: colours.surface, shape: shapes[i % 3], size: sites > 40 ? 4 : 6, log,
        })),
    };
}

function tableOf(all: Line[]): Table {
    return [['site', 'depth', 'kind', 'value', 'std_error', 'null_value', 'null_mean', 'null_low', 'null_high'],
        ...all.flatMap(({ kind, points }) => points.map(p =>
            [p.site, p.depth, kind, p.value, p.error, p.null?.value ?? null, p.null?.mean ?? null, p.null?.low ?? null, p.null?.high ?? null]))];
}

function nearest(list: Point[], depth: number): Point {
    return list.reduce((best, p) => Math.abs(p.depth - depth) < Math.abs(best.depth - depth) ? p : best, list[0]);
}

function reading(p: Point): string {
    const value = p.error === null ? short(p.value) : `${short(p.value)} ± ${short(p.error, 2)}`;
    const failed = p.supported ? '' : ' (fails its own test)';
    return `${p.site}: ${value}${failed}${p.null ? `, null ${short(p.null.mean)} ± ${short(p.null.spread, 2)}${compared(p, p.null)}` : ''}`;
}

export function startProfiles(results: Results, open: (site: string) => void): void {
    const deepest = Math.max(1, ...results.sites.map(s => s.depth));
    const all = new Map<HTMLElement, { list: Point[]; cross: HTMLElement; text: HTMLElement; handle: Handle }>();

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
        const found = lines(results, figure.dataset.profile!), list = found.flatMap(line => line.points);
        const log = list.every(p => p.value > 0) ? { on: false } : undefined;
        const handle = { name: figure.dataset.profile!, sentence: box.getAttribute('aria-label')!, table: () => tableOf(found), zooms: true, log };
        figure.append(text);
        all.set(box, { list, cross, text, handle });
        plot(box, () => option(found, deepest, theme(), log?.on ?? false));
    }
    onStart((chart, box) => {
        const entry = all.get(box);
        if (!entry) return;
        box.append(entry.cross);
        if (!entry.text.nextElementSibling) entry.text.after(tools(box, entry.handle));
        const depthAt = (x: number) => chart.convertFromPixel({ xAxisIndex: 0 }, x) as unknown as number;
        chart.getZr().on('mousemove', e => show(depthAt(e.offsetX)));
        chart.getZr().on('globalout', () => show(null));
        chart.getZr().on('click', e => open(nearest(entry.list, depthAt(e.offsetX)).site));
    });
}
