import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { capacityPage } from './capacity-page.ts';

/** `node test/planning/write-capacity-page.ts` */
writeFileSync(fileURLToPath(new URL('../../docs/capacity.md', import.meta.url)), capacityPage());
