/** The JSON of --json (docs/generated/report.schema.json), as far as plots need it. */
export interface Axis { name: string; unit: string; log: boolean; values: (number | null)[] }
export interface Series { name: string; values: (number | null)[]; errors: (number | null)[]; doubtful: boolean[] }
export interface Curve {
    name: string; label: string; kind: 'line' | 'histogram' | 'bars' | 'rose' | 'map' | 'sheet';
    x: Axis; y: Axis; series: Series[]; marks: { name: string; x: number }[];
}
export interface Null { value: number; mean: number; spread: number; low: number; high: number; draws: number; standing: 'below' | 'within' | 'above' | null }
export interface Estimate { value: number | null; std_error: number | string; n: number; unit: string; nulls: Record<string, Null> }
export interface Measurement { observable: string; site: string; estimates: Record<string, Estimate>; curves: Curve[]; notes: string[]; facts?: { name: string; words: string }[] }
export interface Site { name: string; depth: number; role: string }
export interface Results { system: { title: string }; data: { classes: string[] }; sites: Site[]; measurements: Measurement[]; findings: { claim: string; site: string; evidence: { site: string }[] }[] }

/** At most `digits` significant digits, as people write them. */
export function short(value: number, digits = 4): string {
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(digits - 1).replace(/\.?0+e/, 'e')
        : String(Number(value.toPrecision(digits)));
}

/** The dot beside a null, as C++ decided it: base/standing.h. */
export const dot = (n: Null): string => n.standing === null ? '' : n.standing === 'within' ? '○' : '●';

/** The value that was compared, where it does not read as the estimate does: instruments/report/dots.h. */
export const compared = (e: { value: number | null }, n: { value: number; draws: number }): string =>
    n.draws === 0 || (e.value !== null && short(n.value, 3) === short(e.value, 3)) ? '' : ` (compared: ${short(n.value, 3)})`;

/** Control characters as \\xNN: no file that the page saves may drive a terminal or break as XML. */
export const tame = (text: string): string =>
    text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** A film's strip: layers by updates, the layers named by marks (instruments/report/film.h). */
export const isFilm = (curve: Curve): boolean => curve.kind === 'map' && curve.marks.length > 0 && curve.marks.length === curve.x.values.length;

export function titled(axis: Axis): string {
    return axis.unit && axis.unit !== '1' ? `${axis.name} [${axis.unit}]` : axis.name;
}
