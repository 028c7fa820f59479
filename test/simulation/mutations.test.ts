import { describe, expect, test } from '@jest/globals';
import { catchMutation } from '../../simulation/catch-mutation.ts';
import { MUTATIONS } from '../../simulation/mutations.ts';

/** A fault that so many runs of four days do not show is not caught. */
const SEEDS = 6;

describe('the simulation notices code that', () => {
  test.each(MUTATIONS)(
    '$name',
    async (mutation) => {
      const caught = await catchMutation(mutation, SEEDS);

      expect(mutation.breaks).toContain(caught?.violation.promise);
    },
    120_000,
  );
});

test('is tried on fifteen faults at least', () => {
  expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(15);
});
