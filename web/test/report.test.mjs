// What a page promises, tried in a browser. REPORTS: paths, one a line.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import axe from 'axe-core';
import { launch, open } from './browser.mjs';

const pages = process.env.REPORTS.trim().split('\n');
let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** Scrolls through the page, so that every plot of it is drawn. */
async function scroll(tab) {
    await tab.evaluate(async () => {
        for (let y = 0; y < document.body.scrollHeight; y += 400) {
            scrollTo({ top: y, behavior: 'instant' });
            await new Promise(done => setTimeout(done, 40));
        }
    });
}

/** Base 85 with the digits of RFC 1924 and a comma for "<", undone with whole numbers of any size. */
function bytesOf(packed) {
    const digits = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~'];
    const groups = packed.match(/.{1,5}/g).map(group => {
        const word = [...group.padEnd(5, '~')].reduce((sum, digit) => sum * 85n + BigInt(digits.indexOf(digit)), 0n);
        return [24n, 16n, 8n, 0n].slice(0, group.length - 1).map(shift => Number(word >> shift & 255n));
    });
    return Buffer.from(groups.flat());
}

/** The text of the file that a press on this button saves, and its name. */
async function saved(tab, button) {
    const [download] = await Promise.all([tab.waitForEvent('download'), button.click()]);
    return [readFileSync(await download.path(), 'utf8'), download.suggestedFilename()];
}

/** Opens every layer in turn. */
async function everyLayer(tab, visit) {
    const n = await tab.locator('.layers li').count();
    for (let i = 0; i < n; i += Math.max(1, Math.floor(n / 8))) {
        await tab.locator('.layers a').nth(i).click();
        await scroll(tab);
        await visit?.();
    }
}

async function serious(tab) {
    await tab.addScriptTag({ content: axe.source });
    const results = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    return results.violations.filter(v => ['serious', 'critical'].includes(v.impact))
        .map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')} ${v.nodes[0].failureSummary}`);
}

for (const page of pages) describe(page, () => {
    test('asks nobody for anything and reports no error, whatever layer is open', async () => {
        const { tab, problems } = await open(browser, page);
        await scroll(tab);
        await everyLayer(tab);
        assert.deepEqual(problems, []);
        assert.equal(await tab.evaluate(() => window.owned), undefined);
        await tab.context().close();
    });

    test('draws every plot that is in view', async () => {
        const { tab } = await open(browser, page);
        await everyLayer(tab, async () => {
            const empty = await tab.locator('.site.on .plot .box:not(:has(svg))').count();
            assert.equal(empty, 0);
        });
        assert.equal(await tab.locator('.profile .box:not(:has(svg))').count(), 0);
        await tab.context().close();
    });

    for (const colorScheme of ['light', 'dark'])
        test(`has nothing serious for axe in ${colorScheme} colours`, async () => {
            const { tab } = await open(browser, page, { colorScheme, bypassCSP: true });
            await scroll(tab);
            await tab.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
            assert.deepEqual(await serious(tab), []);
            await tab.context().close();
        });

    test('turns dark with the system and light by its button', async () => {
        const { tab } = await open(browser, page, { colorScheme: 'dark' });
        const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const dark = await background();
        await tab.locator('#theme').click();
        assert.notEqual(await background(), dark);
        await tab.context().close();
    });

    test('is used by keyboard: / finds a layer, arrows go through the depth, the address names it', async () => {
        const { tab } = await open(browser, page);
        if (await tab.locator('.site').count() < 2) return;
        const names = await tab.locator('.site').evaluateAll(all => all.map(s => s.dataset.site));
        await tab.keyboard.press('/');
        await tab.keyboard.type(names[1]);
        await tab.keyboard.press('Enter');
        // A layer is shown when the address has it: the browser tells of its change a moment later.
        const shown = async () => {
            await tab.waitForFunction(() => location.hash === `#layer=${encodeURIComponent(document.querySelector('.site.on').dataset.site)}`);
            return tab.locator('.site.on').getAttribute('data-site');
        };
        const second = await shown(), next = names[names.indexOf(second) + 1] ?? second;
        assert.ok(second.toLowerCase().includes(names[1].toLowerCase()));
        await tab.locator('.site.on h3').press('ArrowRight');
        assert.equal(await shown(), next);
        await tab.locator('.site.on h3').press('ArrowLeft');
        assert.equal(await shown(), names[names.indexOf(next) - 1]);
        await tab.context().close();
    });

    test('finds numbers and findings by the words that people type', async () => {
        const { tab } = await open(browser, page);
        if (!await tab.locator('#search').count()) return;
        const groups = await tab.evaluate(() => JSON.parse(document.getElementById('typed').textContent));
        for (const [words, names] of groups) {
            const typed = words[0].replaceAll(' ', '-').toUpperCase() + 's';
            await tab.locator('#search').fill(typed);
            const hits = tab.locator('#hits button');
            const shown = (await hits.allTextContents()).join('; ');
            for (const name of names) assert.ok(shown.includes(name.includes('.') ? name : name.replaceAll('_', ' ')), `${typed} -> ${name}: ${shown}`);
            await hits.first().click();
            assert.ok(await tab.locator('.found').first().isVisible(), typed);
        }
        await tab.locator('#search').fill('');
        assert.equal(await tab.locator('#hits button').count(), 0);
        assert.equal(await tab.locator('.layers li[hidden]').count(), 0);
        await tab.context().close();
    });

    test('opens at the layer that the address names', async () => {
        const { tab } = await open(browser, page);
        const names = await tab.locator('.site').evaluateAll(all => all.map(s => s.dataset.site));
        if (!names.length) return;
        const last = names[names.length - 1];
        await tab.evaluate(name => { location.hash = `layer=${encodeURIComponent(name)}`; }, last);
        await tab.reload();
        await tab.waitForSelector('html[data-ready]');
        assert.equal(await tab.locator('.site.on').getAttribute('data-site'), last);
        await tab.context().close();
    });

    test('gives the JSON that it was made from', async () => {
        const { tab } = await open(browser, page);
        const [download] = await Promise.all([tab.waitForEvent('download'), tab.locator('#download').click()]);
        const got = JSON.parse(readFileSync(await download.path(), 'utf8'));
        const packed = /id="data">([^<]*)</.exec(readFileSync(page, 'utf8'))[1];
        assert.deepEqual(got, JSON.parse(inflateSync(bytesOf(packed)).toString()));
        assert.equal(got.schema_version, 1);
        await tab.context().close();
    });

    test('saves a plot as SVG that needs nothing else, and its numbers as CSV', async () => {
        const { tab, problems } = await open(browser, page);
        await scroll(tab);
        const figures = tab.locator('.profile:has(.tools), .site.on .plot:has(.tools), #course .plot:has(.tools)');
        for (const index of new Set([0, await figures.count() - 1])) {
            if (index < 0) return;
            const figure = figures.nth(index);
            const [svg, svgName] = await saved(tab, figure.getByRole('button', { name: 'as SVG' }));
            assert.match(svgName, /\.svg$/);
            const broken = await tab.evaluate(text => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent, svg);
            assert.equal(broken, undefined);
            assert.match(svg, /<title>[^<]+<\/title>/);
            assert.doesNotMatch(svg, /(href|src)="http|<script|<foreignObject/);
            const [csv, csvName] = await saved(tab, figure.getByRole('button', { name: 'as CSV' }));
            assert.match(csvName, /\.csv$/);
            const rows = csv.trimEnd().split('\r\n');
            assert.ok(rows.length > 1 && rows.every(row => row.includes(',')), rows[0]);
        }
        assert.deepEqual(problems, []);
        await tab.context().close();
    });

    test('has a logarithmic axis and zoom at every straight plot, by keyboard', async () => {
        const { tab } = await open(browser, page);
        await scroll(tab);
        const log = tab.getByRole('button', { name: 'logarithmic upright axis' }).first();
        if (!await log.count()) return;
        const figure = tab.locator('figure').filter({ has: log }).first();
        const picture = () => figure.locator('.box svg').evaluate(svg => [...svg.querySelectorAll('path, text')]
            .map(e => (e.getAttribute('d') ?? '') + e.textContent).sort().join());
        for (const name of ['logarithmic upright axis', 'Zoom in']) {
            const before = await picture();
            await figure.getByRole('button', { name }).press('Enter');
            await tab.waitForTimeout(50);
            assert.ok(await picture() !== before, name);
            await figure.getByRole('button', { name: name === 'Zoom in' ? 'Zoom out' : name }).press('Enter');
            await tab.waitForTimeout(50);
            assert.ok(await picture() === before, `${name}, and back`);
        }
        await tab.context().close();
    });

    test('shows every point behind a plot where the page itself leaves some out', async () => {
        const { tab } = await open(browser, page);
        const details = tab.locator('.site.on .plot:not(.sheet) details').first();
        if (!await details.count()) return;
        const [rows, points] = await details.evaluate(async element => {
            element.open = true;
            await new Promise(done => setTimeout(done, 50));
            return [element.querySelectorAll('tr').length, element.textContent];
        });
        assert.ok(rows > 1);
        assert.doesNotMatch(points, /1 row in/);
        await tab.context().close();
    });

    test('is read with JavaScript off: findings, every layer, every table', async () => {
        const { tab, problems } = await open(browser, page, { javaScriptEnabled: false });
        const visible = async selector => {
            const all = await tab.locator(selector).all();
            assert.ok((await Promise.all(all.map(e => e.isVisible()))).every(Boolean), `${selector} is hidden`);
        };
        await visible('.site h3');
        await visible('.plot summary');
        await visible('#findings h2');
        assert.equal(await tab.locator('.plot').count(), await tab.locator('.plot table').count());
        assert.equal(await tab.locator('.plot .box').first().isVisible().catch(() => false), false);
        assert.deepEqual(problems, []);
        await tab.context().close();
    });

    for (const width of [380, 1400])
        test(`does not scroll sideways at ${width} px`, async () => {
            const { tab } = await open(browser, page, { viewport: { width, height: 900 } });
            await tab.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
            const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            assert.ok(wide <= 0, `${wide} px too wide`);
            await tab.context().close();
        });
});
