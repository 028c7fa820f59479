import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';
import { FUNCTIONS } from './functions.ts';

/** `npm run build`: every function's bundle, as it would be deployed, into `dist/{name}/`. */
const dist = fileURLToPath(new URL('../dist', import.meta.url));

for (const [name, entry] of Object.entries(FUNCTIONS)) {
  const outDir = join(dist, name);
  bundle(entry, outDir);
  const kilobytes = Math.round(statSync(join(outDir, 'index.mjs')).size / 1000);
  console.log(`dist/${name}/index.mjs  ${kilobytes} KB`);
}
