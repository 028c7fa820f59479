import { describe, expect, test } from '@jest/globals';
import { catchMutation } from '../../simulation/catch-mutation.ts';
import { MUTATIONS } from '../../simulation/mutations.ts';

/** Caught within seconds; `npm run simulate -- --mutations` tries them all. */
const QUICK = [
  'publishes before it keeps',
  'settles before it publishes',
  'restarts the generation',
  'counts what is misconfigured against the principal',
  'gives up keeping after one call',
  'halts in silence',
];

describe('the simulation notices code that', () => {
  test.each(MUTATIONS.filter(({ name }) => QUICK.includes(name)))(
    '$name',
    async (mutation) => {
      const caught = await catchMutation(mutation);

      expect(caught).toBeDefined();
    },
    60_000,
  );
});

test('is tried on eighteen faults at least, no two of one name', () => {
  const names = new Set(MUTATIONS.map(({ name }) => name));

  expect(names.size).toBe(MUTATIONS.length);
  expect(names.size).toBeGreaterThanOrEqual(18);
  expect([...names]).toEqual(expect.arrayContaining(QUICK));
});
