import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { capacityPage } from './capacity-page.ts';

test('docs/capacity.md has the figures of planning: after a change on purpose, node test/planning/write-capacity-page.ts', () => {
  const written = readFileSync(new URL('../../docs/capacity.md', import.meta.url), 'utf8');

  expect(written).toBe(capacityPage());
});
