/** What can be done with a plot: a logarithmic axis, zoom, the picture as SVG, its numbers as CSV. All by keyboard, too. */
import type { EChartsType } from 'echarts/core';
import { chartIn, redrawOne } from './draw';
import { csv, type Table } from './data';
import { tame } from './results';
import { save } from './save';

export interface Handle {
    name: string;                    // of the files
    sentence: string;                // what the picture shows, for whoever cannot see it
    table: () => Table;
    zooms: boolean;
    log?: { on: boolean };           // whether the upright axis is logarithmic; absent where it cannot be
}

/** The picture as it is on the page, on the page's ground and with its sentence. */
function svg(box: HTMLElement, handle: Handle): string {
    const picture = box.querySelector('svg')!.cloneNode(true) as SVGElement;
    const add = (name: string) => picture.insertBefore(document.createElementNS(picture.namespaceURI, name), picture.firstChild);
    const ground = add('rect');
    ground.setAttribute('width', '100%');
    ground.setAttribute('height', '100%');
    ground.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue('--surface').trim());
    add('title').textContent = handle.sentence;
    return tame(new XMLSerializer().serializeToString(picture));
}

/** Nearer to the middle of what is shown, or farther from it. */
function zoom(chart: EChartsType, factor: number): void {
    const [{ start = 0, end = 100 }] = (chart.getOption() as { dataZoom: { start?: number; end?: number }[] }).dataZoom;
    const middle = (start + end) / 2, half = Math.min(50, (end - start) / 2 * factor);
    const from = Math.min(Math.max(0, middle - half), 100 - 2 * half);
    chart.dispatchAction({ type: 'dataZoom', start: from, end: from + 2 * half });
}

function button(text: string, label: string, pressed: () => void): HTMLButtonElement {
    const out = Object.assign(document.createElement('button'), { type: 'button', textContent: text, title: label });
    out.setAttribute('aria-label', label);
    out.addEventListener('click', pressed);
    return out;
}

export function tools(box: HTMLElement, handle: Handle): HTMLElement {
    const bar = Object.assign(document.createElement('div'), { className: 'tools' });
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', 'This plot');
    const chart = () => chartIn(box)!;
    const { log } = handle;
    if (log) {
        const toggle = button('log', 'log: logarithmic upright axis', () => {
            log.on = !log.on;
            toggle.setAttribute('aria-pressed', String(log.on));
            redrawOne(box);
        });
        toggle.setAttribute('aria-pressed', String(log.on));
        bar.append(toggle);
    }
    if (handle.zooms) bar.append(button('+', 'Zoom in', () => zoom(chart(), 0.5)), button('−', 'Zoom out', () => zoom(chart(), 2)));
    bar.append(
        button('SVG', 'Save the plot as SVG', () => save(svg(box, handle), 'image/svg+xml', handle.name, 'svg')),
        button('CSV', 'Save its numbers as CSV', () => save(csv(handle.table()), 'text/csv', handle.name, 'csv')));
    return bar;
}
