/** Brings the page to life: it is complete without this script, which only draws and moves. */
import { redraw } from './draw';
import { inflate } from './inflate';
import { Layers } from './layers';
import { startPlots } from './plots';
import { startProfiles } from './profiles';
import { startRest } from './rest';
import type { Curve, Results } from './results';
import { save } from './save';
import { Search } from './search';
import { startThemeButton } from './theme';

async function start(): Promise<void> {
    const text = await inflate('data');
    const results: Results = JSON.parse(text);
    const curveOf = (figure: HTMLElement): Curve => {
        const [measurement, curve] = figure.dataset.at!.split('.').map(Number);
        return results.measurements[measurement].curves[curve];
    };
    for (const section of document.querySelectorAll<HTMLElement>('.site')) {
        const heading = section.querySelector('h3')!;
        section.dataset.site = heading.textContent!;
        heading.tabIndex = -1;
    }
    startPlots(results, curveOf);
    for (const scroller of document.querySelectorAll<HTMLElement>('.scroll')) {
        scroller.tabIndex = 0;
        scroller.setAttribute('role', 'group');
        scroller.setAttribute('aria-label', 'Table');
    }
    const layers = new Layers(figure => curveOf(figure).name, new Search(results));
    startRest(results);
    startProfiles(results, site => layers.open(site));
    startThemeButton(redraw);
    document.getElementById('download')!.addEventListener('click', () => save(text, 'application/json', results.system.title, 'blackbody.json'));
    document.documentElement.dataset.ready = 'true';
}

start();
