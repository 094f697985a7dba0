// Debian's Chromium, headless, and a page in it with everything that went wrong written down.
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: quiet });

/** Opens the page in a context of its own. `problems` grows: requests that are not the page itself, errors, broken policies. */
export async function open(browser, path, options = {}) {
    const context = await browser.newContext(options);
    const tab = await context.newPage();
    const problems = [], url = pathToFileURL(path).href;
    tab.on('request', request => {
        if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) problems.push(`request to ${request.url()}`);
    });
    tab.on('console', message => {
        if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
    });
    tab.on('pageerror', error => problems.push(`error: ${error.message}`));
    await tab.goto(url);
    if (options.javaScriptEnabled !== false) await tab.waitForSelector('html[data-ready]', { timeout: 20000 });
    return { tab, problems };
}
