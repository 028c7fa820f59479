import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { rightsPage } from './rights-page.ts';
import { templateOf } from './synthesized.ts';

test('docs/rights.md lists every right of the synthesized template: after a change on purpose, npm run rights', () => {
  const written = readFileSync(new URL('../../docs/rights.md', import.meta.url), 'utf8');

  expect(written).toBe(rightsPage(templateOf()));
});
