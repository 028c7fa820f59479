import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rightsPage } from './rights-page.ts';
import { templateOf } from './synthesized.ts';

/** `npm run rights` */
writeFileSync(fileURLToPath(new URL('../../docs/rights.md', import.meta.url)), rightsPage(templateOf()));
