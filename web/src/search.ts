/** What the search box finds beside layers: numbers and findings, by our names and by the words that people type. */
import type { Results } from './results';

export interface Hit { name: string; kind: 'number' | 'finding' | 'rule'; site?: string; place: HTMLElement | null }

/** As plain_words (instruments/report/typed_words.h) has it: what is typed in any of these ways is alike. */
const plain = (text: string): string =>
    text.toLowerCase().replace(/[-_\s]+/g, ' ').trim().replace(/ies$/, 'y').replace(/([^s])s$/, '$1');

const says = (element: Element, name: string): boolean => element.firstChild?.textContent?.trim() === name;

/** The row of a number on the page of a layer, or what it is folded away in, opened. */
export function placeIn(section: HTMLElement, name: string): HTMLElement | null {
    const row = () => [...section.querySelectorAll<HTMLElement>('.numbers th')].find(th => says(th, name));
    if (row()) return row()!;
    const folded = [...section.querySelectorAll<HTMLElement>('.list')].find(list => `; ${list.textContent}`.includes(`; ${name} `));
    const details = folded?.closest('details') ?? null;
    if (details) details.open = true;
    return details;
}

export class Search {
    private readonly groups: [string[], string[]][] = JSON.parse(document.getElementById('typed')?.textContent || '[]');
    private readonly rules = new Map<string, HTMLElement>();  // by claim: its finding, or where the page says that it found nothing
    private readonly sites = new Map<string, string[]>();     // by claim or number: where it was found or measured

    constructor(results: Results) {
        const add = (name: string, sites: string[]) => this.sites.set(name, [...this.sites.get(name) ?? [], ...sites]);
        for (const place of document.querySelectorAll<HTMLElement>('[data-claim]'))
            if (!this.rules.has(place.dataset.claim!)) this.rules.set(place.dataset.claim!, place);
        for (const { claim, site, evidence } of results.findings) add(claim, [site, ...evidence.map(e => e.site)]);
        for (const { observable, site, estimates } of results.measurements)
            for (const quantity of Object.keys(estimates)) add(`${observable}.${quantity}`, [site]);
    }

    hits(typed: string): Hit[] {
        const asked = plain(typed);
        if (asked.length < 3) return [];
        const meant = this.groups.filter(([words]) => words.some(word => word.startsWith(asked))).flatMap(([, names]) => names);
        const own = [...this.rules.keys(), ...this.sites.keys()].filter(name => name.replaceAll('_', ' ').includes(asked));
        return [...new Set([...meant, ...own])].flatMap(name => this.hit(name) ?? []);
    }

    /** Every layer that has one of them. */
    sitesOf(hits: Hit[]): Set<string> { return new Set(hits.flatMap(hit => this.sites.get(hit.name) ?? [])); }

    private hit(name: string): Hit | null {
        const rule = this.rules.get(name), sites = this.sites.get(name);
        if (rule) return { name, kind: rule.matches('.finding') ? 'finding' : 'rule', place: rule };
        if (!sites || !name.includes('.')) return null;
        const tile = [...document.querySelectorAll('.tiles dt')].find(dt => says(dt, name));
        return { name, kind: 'number', site: this.mostTelling(sites), place: tile?.parentElement ?? document.getElementById('course') };
    }

    /** The first that a finding speaks of, or the first. */
    private mostTelling(sites: string[]): string {
        return sites.find(site => [...this.rules.keys()].some(claim => this.sites.get(claim)?.includes(site))) ?? sites[0];
    }
}
