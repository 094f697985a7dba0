/** What is behind a plot as a table: the first row names its columns. Saved as CSV, and shown when it is asked for. */
import { type Curve, isFilm, type Series, tame, titled } from './results';

export type Cell = string | number | null;
export type Table = Cell[][];

/** Line, histogram, bars, rose: a row a point; of a histogram both edges of the bin. */
function points(curve: Curve): Table {
    const n = curve.series[0]?.values.length ?? 0, bins = curve.x.values.length === n + 1;
    const x = bins ? [`${titled(curve.x)} from`, 'to'] : [titled(curve.x)];
    const names = curve.series.flatMap(s => s.errors.length ? [s.name, `± ${s.name}`] : [s.name]);
    const values = (s: Series, i: number) => s.errors.length ? [s.values[i], s.errors[i]] : [s.values[i]];
    const bars = new Map(curve.kind === 'bars' ? curve.marks.map(mark => [mark.x, mark.name]) : []);
    return [[...x, ...names], ...Array.from({ length: n }, (_, i) =>
        [bars.get(curve.x.values[i]!) ?? curve.x.values[i], ...(bins ? [curve.x.values[i + 1]] : []), ...curve.series.flatMap(s => values(s, i))])];
}

/** Map: a row a y, a column an x. */
function map(curve: Curve): Table {
    const width = curve.x.values.length, columns = isFilm(curve) ? curve.marks.map(m => m.name) : curve.x.values;
    return [[`${titled(curve.y)} \\ ${titled(curve.x)}`, ...columns],
        ...curve.y.values.map((y, row) => [y, ...curve.series[0].values.slice(row * width, (row + 1) * width)])];
}

/** Sheet: a row a small map, a column a place in it. */
function sheet(curve: Curve): Table {
    const places = curve.y.values.flatMap(y => curve.x.values.map(x => `${curve.x.name} ${x}, ${curve.y.name} ${y}`));
    return [['map', ...places], ...curve.series.map(s => [s.name, ...s.values])];
}

export const tableOf = (curve: Curve): Table => curve.kind === 'map' ? map(curve) : curve.kind === 'sheet' ? sheet(curve) : points(curve);

/** RFC 4180; text that a spreadsheet would run as a formula gets an apostrophe in front. */
export function csv(table: Table): string {
    const cell = (c: Cell) => c === null ? '' : typeof c === 'number' ? String(c) : `"${tame(c).replace(/^[=+\-@\t\r]/, "'$&").replaceAll('"', '""')}"`;
    return table.map(row => `${row.map(cell).join(',')}\r\n`).join('');
}
