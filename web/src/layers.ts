/** One layer at a time: search, arrow keys, and links that name it (#layer=NAME&plot=CURVE). */
import { type Hit, placeIn, type Search } from './search';

const mostHits = 8;

export class Layers {
    private readonly sections = [...document.querySelectorAll<HTMLElement>('.site')];
    private readonly links = [...document.querySelectorAll<HTMLAnchorElement>('.layers a')];
    private readonly search = document.getElementById('search') as HTMLInputElement | null;
    private readonly hitList = document.getElementById('hits') as HTMLUListElement | null;
    private current = -1;

    constructor(private readonly plotNames: (figure: HTMLElement) => string, private readonly finder: Search) {
        if (!this.sections.length) return;
        addEventListener('hashchange', () => this.follow(true));
        document.addEventListener('click', e => this.clicked(e));
        document.addEventListener('keydown', e => this.pressed(e));
        this.search!.addEventListener('input', () => this.filter());
        this.show(this.mostTelling());
        this.follow(false);
    }

    open(site: string): void { location.hash = `layer=${encodeURIComponent(site)}`; }

    /** The first layer that a finding speaks of. */
    private mostTelling(): number {
        return Math.max(0, this.sections.findIndex(s => s.querySelector('.here.warning, .here.advice')));
    }

    private show(index: number): void {
        this.sections[this.current]?.classList.remove('on');
        this.links[this.current]?.removeAttribute('aria-current');
        this.current = index;
        this.sections[index].classList.add('on');
        const link = this.links[index];
        link.setAttribute('aria-current', 'true');
        const list = link.closest('ol')!;
        list.scrollTop = link.offsetTop - list.offsetTop - list.clientHeight / 2;
    }

    /** Goes where the address says; `#s12` is the same place for readers without JavaScript. */
    private follow(move: boolean): void {
        const parameters = new URLSearchParams(location.hash.slice(1).replace(/\+/g, '%2B'));
        const name = parameters.get('layer');
        const index = name === null ? this.sections.findIndex(s => `#${s.id}` === location.hash) : this.sections.findIndex(s => s.dataset.site === name);
        if (index < 0) return;
        this.show(index);
        const section = this.sections[index];
        const figure = [...section.querySelectorAll<HTMLElement>('figure.plot')].find(f => this.plotNames(f) === parameters.get('plot'));
        (figure ?? (move ? section : document.getElementById('layers')!)).scrollIntoView();
        section.querySelector('h3')!.focus({ preventScroll: true });
    }

    private clicked(event: MouseEvent): void {
        const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#s"]');
        const section = link && this.sections.find(s => `#${s.id}` === link.getAttribute('href'));
        if (!section) return;
        event.preventDefault();
        this.open(section.dataset.site!);
    }

    private pressed(event: KeyboardEvent): void {
        const typing = event.target instanceof HTMLInputElement;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === '/' && !typing) {
            event.preventDefault();
            this.search!.focus();
            this.search!.select();
        } else if (typing && event.key === 'Escape') {
            this.search!.value = '';
            this.filter();
            this.search!.blur();
        } else if (typing && event.key === 'Enter') {
            const wanted = this.search!.value.toLowerCase(), named = this.links.findIndex(link => this.isNamed(link, wanted));
            const hit = this.finder.hits(wanted)[0];
            if (named >= 0) this.open(this.sections[named].dataset.site!);
            else if (hit) this.go(hit);
        } else if (!typing && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
            if ((event.target as Element).closest('.scroll')) return;
            const next = this.current + (event.key === 'ArrowRight' ? 1 : -1);
            if (next >= 0 && next < this.sections.length) this.open(this.sections[next].dataset.site!);
        }
    }

    private isNamed(link: HTMLElement, wanted: string): boolean { return link.textContent!.toLowerCase().includes(wanted); }

    /** Layers of that name and those that have what the words mean; numbers and findings to go to, above them. */
    private filter(): void {
        const wanted = this.search!.value.toLowerCase(), hits = this.finder.hits(wanted), sites = this.finder.sitesOf(hits);
        this.links.forEach((link, i) => {
            link.parentElement!.hidden = !this.isNamed(link, wanted) && !sites.has(this.sections[i].dataset.site!);
        });
        this.hitList!.hidden = !hits.length;
        this.hitList!.replaceChildren(...hits.slice(0, mostHits).map(hit => {
            const item = document.createElement('li'), button = document.createElement('button');
            button.type = 'button';
            button.append(hit.kind === 'number' ? hit.name : hit.name.replaceAll('_', ' '), ' ', Object.assign(document.createElement('small'), { textContent: hit.kind }));
            button.addEventListener('click', () => this.go(hit));
            item.append(button);
            return item;
        }));
    }

    /** Shows a number or a finding where the page has it. */
    private go(hit: Hit): void {
        const index = this.sections.findIndex(s => s.dataset.site === hit.site);
        if (index >= 0 && this.current !== index) {
            this.show(index);
            history.replaceState(null, '', `#layer=${encodeURIComponent(hit.site!)}`);
        }
        const place = (index >= 0 && placeIn(this.sections[index], hit.name)) || hit.place;
        for (let e = place?.parentElement; e; e = e.parentElement) if (e instanceof HTMLDetailsElement) e.open = true;
        document.querySelector('.found')?.classList.remove('found');
        const row = place?.closest<HTMLElement>('tr') ?? place;
        row?.classList.add('found');
        row?.scrollIntoView({ block: 'center' });
    }
}
