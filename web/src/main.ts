/** Brings the page to life: it is complete without this script, which only draws and moves. */
import { optionOf } from './curves';
import { plot, redraw } from './draw';
import { inflate } from './inflate';
import { Layers } from './layers';
import { startProfiles } from './profiles';
import { startRest } from './rest';
import type { Curve, Results } from './results';
import { startThemeButton, theme } from './theme';

function offer(text: string, title: string): void {
    document.getElementById('download')!.addEventListener('click', () => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
        link.download = `${title.replace(/[^\w.-]+/g, '_').slice(0, 80)}.blackbody.json`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
}

async function start(): Promise<void> {
    const text = await inflate('data');
    const results: Results = JSON.parse(text);
    const curveOf = (figure: HTMLElement): Curve => {
        const [measurement, curve] = figure.dataset.at!.split('.').map(Number);
        return results.measurements[measurement].curves[curve];
    };
    for (const figure of document.querySelectorAll<HTMLElement>('figure.plot')) {
        const curve = curveOf(figure);
        const box = figure.querySelector<HTMLElement>('.box')!;
        box.setAttribute('role', 'img');
        box.setAttribute('aria-label', curve.label);
        const caption = figure.querySelector('figcaption')!;
        if (!caption.querySelector('span')) caption.append(' ', curve.label);
        plot(box, () => optionOf(curve, theme(), results.data.classes));
    }
    for (const scroller of document.querySelectorAll<HTMLElement>('.scroll')) {
        scroller.tabIndex = 0;
        scroller.setAttribute('role', 'group');
        scroller.setAttribute('aria-label', 'Table');
    }
    const layers = new Layers(figure => curveOf(figure).name);
    startRest(results);
    startProfiles(results, site => layers.open(site));
    startThemeButton(redraw);
    offer(text, results.system.title);
    document.documentElement.dataset.ready = 'true';
}

start();
