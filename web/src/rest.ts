/** The paragraph of a layer's other numbers becomes a table, with their nulls, when it is opened. */
import { compared, dot, type Measurement, type Null, type Results, short } from './results';

const withError = (value: number | null, error: number | string): string =>
    value === null ? '–' : typeof error === 'number' ? `${short(value)} ± ${short(error, 2)}` : error === 'exact' ? `${short(value)} (exact)` : short(value);

function table(names: string[], { observable, estimates }: Measurement): HTMLElement {
    const controls = [...new Set(names.flatMap(name => Object.keys(estimates[name].nulls)))];
    const out = document.createElement('table');
    out.className = 'numbers';
    const row = (cells: string[], tag: string) => {
        const tr = out.insertRow();
        cells.forEach((text, i) => tr.append(Object.assign(document.createElement(i ? tag : 'th'), { textContent: text })));
    };
    row(['quantity', 'value', ...controls.map(c => c.replaceAll('_', ' ')), 'n'], 'th');
    for (const name of names) {
        const e = estimates[name];
        const cell = (n?: Null) => n ? `${n.draws ? withError(n.mean, n.spread) : short(n.mean)} ${dot(n)}${compared(e, n)}` : '';
        const unit = e.unit && e.unit !== '1' ? ` ${e.unit}` : '';
        row([`${observable}.${name}`, withError(e.value, e.std_error) + unit, ...controls.map(c => cell(e.nulls[c])), String(e.n)], 'td');
    }
    return out;
}

export function startRest(results: Results): void {
    for (const list of document.querySelectorAll<HTMLElement>('p.list')) {
        const details = list.closest('details')!;
        details.addEventListener('toggle', () => {
            const measurement = results.measurements[Number(list.dataset.m)];
            const shown = list.textContent!;
            const names = Object.keys(measurement.estimates).filter(name => `; ${shown}`.includes(`; ${measurement.observable}.${name} `));
            const scroller = Object.assign(document.createElement('div'), { className: 'scroll', tabIndex: 0 });
            scroller.setAttribute('role', 'group');
            scroller.setAttribute('aria-label', 'Table');
            scroller.append(table(names, measurement));
            list.replaceWith(scroller);
        }, { once: true });
    }
}
