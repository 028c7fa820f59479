import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyRecipe } from './any-recipe.ts';
import { examine } from './examine.ts';
import type { Reader } from './reader.ts';
import { otherReaders, replies } from './readers/index.ts';

/** Few of these are heavy, and they cost most of the time: the long program throws them by the thousand. */
const HEAVY: ReadonlySet<string> = new Set(['heavy value', 'long run']);

const keepsItsPromises = (reader: Reader, numRuns: number, changes = reader.changes): Promise<void> =>
  fc.assert(
    fc.asyncProperty(anyRecipe(changes), async (recipe) => {
      const { complaints } = await examine(reader, recipe);

      expect(complaints).toEqual([]);
    }),
    { numRuns },
  );
const lightOf = ({ changes }: Reader) => changes.filter((change) => !HEAVY.has(change));
const heavyOf = ({ changes }: Reader) => changes.filter((change) => HEAVY.has(change));

describe('a reply of any kind', () => {
  test('gives an outcome that keeps every promise', () => keepsItsPromises(replies, 3_000, lightOf(replies)));

  test('does so where it is long, or nested deeply', () => keepsItsPromises(replies, 100, heavyOf(replies)));
});

describe.each(otherReaders.map((reader) => ({ name: reader.name, reader })))(
  '$name, of any kind',
  ({ reader }) => {
    test('is accepted or refused, and never more than that', () =>
      keepsItsPromises(reader, 150, lightOf(reader)));

    test('is so where it is long, or nested deeply', () => keepsItsPromises(reader, 15, heavyOf(reader)));
  },
);
