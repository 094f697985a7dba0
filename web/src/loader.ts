/** Unpacks the page's script and runs it; where the browser cannot, the page stays as readable as without JavaScript. */
import { inflate } from './inflate';

if ('DecompressionStream' in window) {
    document.documentElement.classList.add('js');
    inflate('code').then(code => {
        const script = document.createElement('script');
        script.textContent = code;
        document.body.append(script);
    });
}
