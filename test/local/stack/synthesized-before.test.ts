import { readdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Assembly } from '../../../local/stack/assembly.ts';
import { synthesizedBefore } from '../../../local/stack/synthesized-before.ts';

/** All assets of an assembly lie in its folder. */
const folderOf = ({ assets }: Assembly): string => dirname([...assets.values()][0] ?? '');
const context = { fleet: 'synthesized-before' };

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
    expect(await readdir(dirname(folderOf(first)))).not.toContainEqual(expect.stringMatching(/^under-way-/));
  }, 60_000);

  test('is another one under other settings', async () => {
    const [one, other] = await Promise.all([
      synthesizedBefore({ context }),
      synthesizedBefore({ context: { fleet: 'another' } }),
    ]);

    expect(one.template).not.toEqual(other.template);
  }, 60_000);
});
