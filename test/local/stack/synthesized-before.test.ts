import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Assembly } from '../../../local/stack/assembly.ts';
import { synthesizedBefore } from '../../../local/stack/synthesized-before.ts';

/** All assets of an assembly lie in its folder. */
const folderOf = ({ assets }: Assembly): string => dirname([...assets.values()][0] ?? '');
/** Settings that other tests have too: each is synthesized once for all of them. */
const context = { fleet: 'local' };

describe('a stack that was synthesized before', () => {
  test('is not synthesized again while its sources are the same, and whoever is second gets it whole', async () => {
    const [first, second] = await Promise.all([
      synthesizedBefore({ context }),
      synthesizedBefore({ context }),
    ]);
    const made = await stat(folderOf(first));

    const third = await synthesizedBefore({ context });

    expect(folderOf(second)).toBe(folderOf(first));
    expect(third).toEqual(first);
    expect((await stat(folderOf(third))).ino).toBe(made.ino);
  }, 60_000);

  test('is another one under other settings', async () => {
    const [one, other] = await Promise.all([
      synthesizedBefore({ context }),
      synthesizedBefore({ context: { disposable: 'true', fleet: 'test-fleet' } }),
    ]);

    expect(one.template).not.toEqual(other.template);
  }, 60_000);
});
