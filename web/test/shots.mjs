// shots.mjs REPORT.html FOLDER: pictures of a page, wide and narrow, light and dark, to look at.
import { launch, open } from './browser.mjs';

const [page, folder] = process.argv.slice(2);
const browser = await launch();
for (const [name, width, colorScheme] of [['wide', 1400, 'light'], ['dark', 1400, 'dark'], ['narrow', 380, 'light']]) {
    const { tab } = await open(browser, page, { viewport: { width, height: 900 }, colorScheme });
    // Scroll through, so that every plot is drawn, then take the whole.
    await tab.evaluate(async () => {
        for (let y = 0; y < document.body.scrollHeight; y += 500) {
            scrollTo({ top: y, behavior: 'instant' });
            await new Promise(done => setTimeout(done, 60));
        }
        scrollTo({ top: 0, behavior: 'instant' });
    });
    await tab.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
    await tab.close();
}
await browser.close();
