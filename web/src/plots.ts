/** The plots of the layers' pages: drawn, captioned, with their tools and the whole of their numbers. */
import { optionOf } from './curves';
import { tableOf } from './data';
import { onStart, plot } from './draw';
import { type Curve, type Results, short } from './results';
import { theme } from './theme';
import { type Handle, tools } from './tools';

/** Where the page's own table leaves out rows, this one has all. */
function wholeTable(curve: Curve): HTMLTableElement {
    const table = document.createElement('table');
    tableOf(curve).forEach((cells, row) => {
        const tr = table.insertRow();
        cells.forEach((cell, column) => tr.append(Object.assign(document.createElement(row && column ? 'td' : 'th'),
            { textContent: typeof cell === 'number' ? short(cell) : cell ?? '–' })));
    });
    return table;
}

function handleOf(curve: Curve, site: string): Handle {
    const straight = curve.kind === 'line' || curve.kind === 'histogram';
    const positive = curve.series.some(s => s.values.some(v => v !== null && v > 0));
    return {
        name: `${site}.${curve.name}`, sentence: curve.label, table: () => tableOf(curve), zooms: straight,
        log: straight && positive ? { on: curve.y.log } : undefined,
    };
}

export function startPlots(results: Results, curveOf: (figure: HTMLElement) => Curve): void {
    const handles = new Map<HTMLElement, Handle>();
    for (const figure of document.querySelectorAll<HTMLElement>('figure.plot')) {
        const curve = curveOf(figure), handle = handleOf(curve, figure.closest<HTMLElement>('.site')?.dataset.site ?? 'learning');
        const box = Object.assign(document.createElement('div'), { className: 'box' });
        box.setAttribute('role', 'img');
        box.setAttribute('aria-label', curve.label);
        const caption = figure.querySelector('figcaption')!, details = figure.querySelector('details')!;
        if (!caption.querySelector('span')) caption.append(' ', curve.label);
        caption.after(box);
        handles.set(box, handle);
        plot(box, () => optionOf(handle.log ? { ...curve, y: { ...curve.y, log: handle.log.on } } : curve, theme(), results.data.classes));
        details.querySelector('summary')!.textContent = 'Data';
        details.addEventListener('toggle', () => details.querySelector('table')!.replaceWith(wholeTable(curve)), { once: true });
    }
    onStart((_, box) => {
        const handle = handles.get(box);
        if (handle && !box.nextElementSibling!.matches('.tools')) box.after(tools(box, handle));
    });
}
