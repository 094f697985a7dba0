/** A plot for every kind of Curve. Nothing here knows what was measured. */
import type { EChartsCoreOption } from 'echarts/core';
import { type Axis, type Curve, isFilm, type Series, short, titled } from './results';
import { diverging, type Theme, viridis } from './theme';

type Point = [number, number | null];
const dashes = ['solid', 'dashed', 'dotted', [8, 3, 2, 3], [12, 4], [2, 5]];

/** Height of the legend: its rows in the narrowest place that a plot has. */
function legendHeight(curve: Curve): number {
    if (curve.series.length < 2) return 0;
    let rows = 1, used = 0;
    for (const { name } of curve.series) {
        const width = 38 + 6.5 * name.length;
        if (used && used + width > 320) { rows++; used = 0; }
        used += width;
    }
    return 4 + 16 * rows;
}

/** Of "mode 1, cooled" and the like: one colour a first part, one dash a second part. Otherwise both go by the order. */
function looks(names: string[]): { colour: number; dash: number }[] {
    const parts = names.map(name => name.split(', '));
    if (names.length < 2 || parts.some(p => p.length !== 2)) return names.map((_, i) => ({ colour: i % 6, dash: i % 6 }));
    const first = [...new Set(parts.map(p => p[0]))], second = [...new Set(parts.map(p => p[1]))];
    return parts.map(p => ({ colour: first.indexOf(p[0]) % 6, dash: second.indexOf(p[1]) % 6 }));
}

function base(curve: Curve, theme: Theme): EChartsCoreOption {
    return {
        animation: false,
        textStyle: { fontFamily: theme.font, color: theme.ink },
        aria: { enabled: true, label: { description: curve.label } },
        grid: { left: 8, right: 16, top: 24 + legendHeight(curve), bottom: 26, containLabel: true },
        tooltip: tooltip(theme, 'axis'),
        legend: curve.series.length > 1 ? { top: 0, left: 0, textStyle: { color: theme.ink }, itemWidth: 22, itemHeight: 8 } : undefined,
    };
}

/** Ctrl and wheel, or two fingers, zoom along x; what is zoomed can be dragged. The plain wheel scrolls the page. */
export const zoomable = [{ type: 'inside', xAxisIndex: 0, filterMode: 'none', zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false, preventDefaultMouseMove: false }];

function tooltip(theme: Theme, trigger: 'axis' | 'item') {
    return {
        trigger, confine: true, backgroundColor: theme.surface, borderColor: theme.line, renderMode: 'richText',
        textStyle: { color: theme.ink, fontSize: 12 }, valueFormatter: (v: unknown) => typeof v === 'number' ? short(v) : '–',
    };
}

function axis(of: Axis, theme: Theme, vertical: boolean): object {
    return {
        type: of.log ? 'log' : 'value', name: titled(of), nameLocation: vertical ? 'end' : 'middle', nameGap: vertical ? 8 : 24, scale: !vertical,
        nameTextStyle: { color: theme.muted, align: vertical ? 'left' : 'center' }, axisLine: { show: !vertical, onZero: !vertical, lineStyle: { color: theme.muted } },
        axisLabel: { color: theme.muted, formatter: (v: number) => short(v, 3), hideOverlap: true },
        splitLine: { show: vertical, lineStyle: { color: theme.line } }, splitNumber: 4, minorTick: { show: false },
    };
}

/** An axis of named places: about four of many names are written. */
function categories(of: Axis, theme: Theme, vertical: boolean, names: string[]): object {
    const interval = names.length > 12 ? Math.round(names.length / 4) - 1 : 0;
    return {
        ...axis(of, theme, vertical), type: 'category', data: names, splitLine: { show: false }, axisLine: { show: false }, axisTick: { show: false },
        axisLabel: { color: theme.muted, interval, hideOverlap: true },
    };
}

/** A logarithmic axis has no place for zero and below. */
function drawable(value: number | null, log: boolean): number | null {
    return value === null || (log && value <= 0) ? null : value;
}

/** Names of marks that stand so close that their names would overlap are written together, at the last of them. */
function namesOf(curve: Curve): string[] {
    const at = (x: number) => curve.x.log ? Math.log(x) : x;
    const edges = curve.x.values.filter((v): v is number => v !== null && (!curve.x.log || v > 0)).map(at);
    const near = 0.05 * (Math.max(...edges) - Math.min(...edges));
    const sorted = [...curve.marks].sort((a, b) => a.x - b.x);
    let waiting: string[] = [];
    const written = new Map<string, string>();
    sorted.forEach((mark, i) => {
        waiting.push(mark.name);
        const isLast = i + 1 === sorted.length || at(sorted[i + 1].x) - at(mark.x) > near;
        written.set(mark.name, isLast ? waiting.join(', ') : '');
        if (isLast) waiting = [];
    });
    return curve.marks.map(mark => written.get(mark.name)!);
}

/** Names stand along their lines, away from the axis' title. */
function marks(curve: Curve, theme: Theme): object | undefined {
    if (!curve.marks.length) return undefined;
    const names = namesOf(curve);
    return {
        symbol: 'none', silent: true, lineStyle: { color: theme.muted, type: 'dashed' },
        data: curve.marks.map((mark, i) => ({
            xAxis: mark.x, label: { formatter: names[i], color: theme.ink, position: 'insideEndBottom', fontSize: 11, textBorderColor: theme.bg, textBorderWidth: 3 },
        })),
    };
}

/** Twice the error bar as a band: an unseen line below, and what is stacked on it. */
function band(series: Series, points: Point[], colour: string, id: number): object[] {
    if (!series.errors.length) return [];
    const common = { type: 'line', stack: `band${id}`, stackStrategy: 'all', symbol: 'none', silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
    const low = points.map(([x, y], i) => [x, y === null ? null : y - (series.errors[i] ?? 0)]);
    const width = points.map(([x], i) => [x, 2 * (series.errors[i] ?? 0)]);
    return [{ ...common, data: low }, { ...common, data: width, areaStyle: { color: colour, opacity: 0.2 } }];
}

/** Points that failed a test of their own in grey, over the line through all of them. */
function doubts(series: Series, points: Point[], theme: Theme): object[] {
    if (!series.doubtful.some(Boolean)) return [];
    const grey = points.map(([x, y], i): Point => [x, series.doubtful[i] ? y : null]);
    return [{
        type: 'line', data: grey, symbol: 'circle', symbolSize: 5, color: theme.line, silent: true, tooltip: { show: false }, z: 3,
        lineStyle: { width: 2.5, color: theme.line }, itemStyle: { borderColor: theme.muted, borderWidth: 1 },
    }];
}

function line(curve: Curve, theme: Theme): EChartsCoreOption {
    const look = looks(curve.series.map(s => s.name));
    const series = curve.series.flatMap((s, i) => {
        const points = s.values.map((v, k): Point => [curve.x.values[k] as number, drawable(v, curve.y.log)]);
        const colour = theme.series[look[i].colour];
        const main = {
            type: 'line', name: s.name, data: points, symbol: points.length > 60 ? 'none' : 'circle', symbolSize: 4, color: colour,
            lineStyle: { width: i ? 1.5 : 2, type: dashes[look[i].dash], color: colour }, markLine: i ? undefined : marks(curve, theme),
        };
        return [...(curve.y.log ? [] : band(s, points, colour, i)), main, ...doubts(s, points, theme)];
    });
    const legend = curve.series.length > 1 ? { ...(base(curve, theme).legend as object), data: curve.series.map(s => s.name) } : undefined;
    return { ...base(curve, theme), legend, dataZoom: zoomable, xAxis: axis(curve.x, theme, false), yAxis: axis(curve.y, theme, true), series };
}

/** The first series as steps over its bins, the others (fits, nulls) as lines through the middles of the bins. */
function histogram(curve: Curve, theme: Theme): EChartsCoreOption {
    const edges = curve.x.values as number[];
    const middle = (k: number) => curve.x.log ? Math.sqrt(edges[k] * edges[k + 1]) : (edges[k] + edges[k + 1]) / 2;
    const series = curve.series.map((s, i) => {
        const colour = theme.series[i % 6];
        const values = s.values.map(v => drawable(v, curve.y.log));
        const steps = values.map((v, k): Point => [edges[k], v]);
        steps.push([edges[edges.length - 1], values[values.length - 1]]);
        return i === 0
            ? { type: 'line', name: s.name, step: 'end', data: steps, symbol: 'none', color: colour, lineStyle: { width: 1, color: colour },
                areaStyle: { opacity: 0.25, color: colour, origin: 'start' }, markLine: marks(curve, theme) }
            : { type: 'line', name: s.name, data: values.map((v, k): Point => [middle(k), v]), symbol: 'none', color: colour,
                lineStyle: { width: 2, color: colour, type: dashes[i % 6] } };
    });
    return { ...base(curve, theme), dataZoom: zoomable, xAxis: axis(curve.x, theme, false), yAxis: axis(curve.y, theme, true), series };
}

/** Bars have names: those of the classes, or the curve's marks (at 0, 1, 2, ...), else their numbers. */
function bars(curve: Curve, theme: Theme, classes: string[]): EChartsCoreOption {
    const named = new Map(curve.marks.map(mark => [mark.x, mark.name]));
    const names = curve.x.values.map(v => (curve.x.name === 'class' ? classes[v as number] : named.get(v as number)) ?? short(v ?? 0));
    // What is zero but for rounding must not open the axis below zero.
    const largest = Math.max(...curve.series.flatMap(s => s.values.map(v => Math.abs(v ?? 0))));
    const settled = (v: number | null) => v !== null && Math.abs(v) < 1e-9 * largest ? 0 : v;
    const series = curve.series.map((s, i) => ({
        type: 'bar', name: s.name, data: s.values.map(settled), color: theme.series[i % 6], barCategoryGap: '30%',
    }));
    const x = { ...categories(curve.x, theme, false, names), axisLine: { show: true, lineStyle: { color: theme.line } } };
    return { ...base({ ...curve, marks: [] }, theme), xAxis: x, yAxis: axis(curve.y, theme, true), series };
}

/** Angles over half a turn (orientations) are shown on both sides. */
function rose(curve: Curve, theme: Theme): EChartsCoreOption {
    const angles = curve.x.values as number[];
    const step = angles.length > 1 ? angles[1] - angles[0] : Math.PI;
    const half = angles[angles.length - 1] + step - angles[0] < 1.5 * Math.PI;
    const twice = <T>(list: T[]) => half ? [...list, ...list] : list;
    const names = (half ? [...angles, ...angles.map(a => a + Math.PI)] : angles).map(a => `${Math.round(a * 180 / Math.PI)}°`);
    const series = curve.series.map((s, i) => ({
        type: 'bar', name: s.name, coordinateSystem: 'polar', data: twice(s.values), color: theme.series[i % 6],
        barCategoryGap: '8%', itemStyle: { opacity: 0.85 },
    }));
    return {
        ...base(curve, theme), tooltip: tooltip(theme, 'item'), polar: { radius: '72%' },
        angleAxis: { type: 'category', data: names, startAngle: 0, clockwise: false, axisLabel: { color: theme.muted, interval: Math.max(0, Math.round(names.length / 4) - 1) },
            axisLine: { lineStyle: { color: theme.line } }, axisTick: { show: false } },
        radiusAxis: { axisLabel: { show: false }, axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: theme.line } } },
        series,
    };
}

function colours(values: (number | null)[], theme: Theme): object {
    const finite = values.filter((v): v is number => v !== null);
    const low = Math.min(...finite), high = Math.max(...finite), reach = Math.max(-low, high);
    const signed = low < 0 && high > 0;
    return {
        min: signed ? -reach : low, max: signed ? reach : high, calculable: false, orient: 'vertical', right: 0, top: 'middle', itemWidth: 10, itemHeight: 110,
        text: [short(signed ? reach : high, 3), short(signed ? -reach : low, 3)], textStyle: { color: theme.muted, fontSize: 11 },
        inRange: { color: signed ? diverging : viridis },
    };
}

function heat(cells: [number, number, number | null][], curve: Curve, theme: Theme): EChartsCoreOption {
    return {
        ...base(curve, theme), legend: undefined, tooltip: tooltip(theme, 'item'),
        visualMap: colours(cells.map(c => c[2]), theme),
        series: [{ type: 'heatmap', data: cells, silent: false, emphasis: { disabled: true }, progressive: 0 }],
    };
}

/** Time runs to the right and the depth upwards, whichever way the numbers are stored. */
function film(curve: Curve, theme: Theme): EChartsCoreOption {
    const layers = curve.marks.map(m => m.name), updates = curve.y.values.map(v => (v ?? 0).toLocaleString('en'));
    const cells = curve.series[0].values.map((v, i): [number, number, number | null] => [Math.floor(i / layers.length), i % layers.length, v]);
    const read = (p: { value: [number, number, number | null] }) =>
        `${layers[p.value[1]]}, update ${updates[p.value[0]]}: ${p.value[2] === null ? '–' : short(p.value[2])}`;
    const upright = categories(curve.x, theme, true, layers.map(name => name.length > 16 ? `…${name.slice(-15)}` : name));
    return {
        ...heat(cells, curve, theme), grid: { left: 8, right: 72, top: 26, bottom: 26, containLabel: true },
        tooltip: { ...tooltip(theme, 'item'), formatter: read },
        xAxis: categories(curve.y, theme, false, updates), yAxis: upright,
    };
}

function map(curve: Curve, theme: Theme): EChartsCoreOption {
    if (isFilm(curve)) return film(curve, theme);
    const width = curve.x.values.length;
    const cells = curve.series[0].values.map((v, i): [number, number, number | null] => [i % width, Math.floor(i / width), v]);
    const names = (a: Axis) => a.values.map(v => short(v ?? 0, 2));
    return {
        ...heat(cells, curve, theme), grid: { left: 8, right: 64, top: 26, bottom: 26, containLabel: true },
        xAxis: categories(curve.x, theme, false, names(curve.x)), yAxis: categories(curve.y, theme, true, names(curve.y)),
    };
}

/** Many small maps, side by side with a gap between them; row 0 is on top, as in the kernel. */
function sheet(curve: Curve, theme: Theme): EChartsCoreOption {
    const width = curve.x.values.length, height = curve.y.values.length, n = curve.series.length;
    const columns = Math.ceil(Math.sqrt(n * (height + 1) / (width + 1))), rows = Math.ceil(n / columns);
    const cells: [number, number, number | null][] = [];
    curve.series.forEach((s, k) => s.values.forEach((v, i) => {
        cells.push([(k % columns) * (width + 1) + i % width, Math.floor(k / columns) * (height + 1) + Math.floor(i / width), v]);
    }));
    const blank = (size: number) => ({ type: 'category', show: false, data: Array.from({ length: size }, (_, i) => String(i)) });
    const name = (p: { value: [number, number, number] }) => {
        const k = Math.floor(p.value[1] / (height + 1)) * columns + Math.floor(p.value[0] / (width + 1));
        return `${curve.series[k]?.name ?? ''}: ${short(p.value[2])}`;
    };
    return {
        ...heat(cells, curve, theme), tooltip: { ...tooltip(theme, 'item'), formatter: name }, grid: { left: 4, right: 64, top: 4, bottom: 4 },
        xAxis: blank(columns * (width + 1) - 1), yAxis: { ...blank(rows * (height + 1) - 1), inverse: true },
    };
}

export function optionOf(curve: Curve, theme: Theme, classes: string[]): EChartsCoreOption {
    switch (curve.kind) {
        case 'line': return line(curve, theme);
        case 'histogram': return histogram(curve, theme);
        case 'bars': return bars(curve, theme, classes);
        case 'rose': return rose(curve, theme);
        case 'map': return map(curve, theme);
        case 'sheet': return sheet(curve, theme);
    }
}
