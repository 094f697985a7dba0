// Builds dist/: the page's script, its loader, its style, and the hashes of the two scripts for the page's policy.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const options = { bundle: true, minify: true, charset: 'ascii', legalComments: 'none', target: 'es2022', format: 'iife' };
await build({ ...options, entryPoints: ['src/loader.ts'], outfile: 'dist/loader.js' });
await build({
    ...options, entryPoints: ['src/main.ts'], outfile: 'dist/report.js',
    banner: { js: '/* Apache ECharts (Apache-2.0) and zrender (BSD-3-Clause), tree-shaken; Blackbody (Apache-2.0). See web/NOTICE. */' },
});
await build({ ...options, entryPoints: ['src/report.css'], outfile: 'dist/report.css' });

const hash = file => `'sha256-${createHash('sha256').update(readFileSync(file)).digest('base64')}'`;
writeFileSync('dist/script_hashes', `${hash('dist/loader.js')} ${hash('dist/report.js')}`);
