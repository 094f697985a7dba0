// crop.mjs PAGE OUT SELECTOR [site] [dark] : element screenshot
import { launch, open } from './browser.mjs';
const [page, out, selector, site, scheme, width] = process.argv.slice(2);
const b = await launch();
const { tab, problems } = await open(b, page, { viewport: { width: Number(width || 1400), height: 1000 }, colorScheme: scheme || 'light' });
if (site) { await tab.evaluate(s => { location.hash = 'layer=' + encodeURIComponent(s); }, site); await tab.waitForTimeout(300); }
await tab.evaluate(async () => { for (let y = 0; y < document.body.scrollHeight; y += 300) { scrollTo({ top: y, behavior: 'instant' }); await new Promise(d => setTimeout(d, 60)); } });
await tab.locator(selector).first().screenshot({ path: out });
console.log(problems);
await b.close();
