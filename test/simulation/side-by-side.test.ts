import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SECOND } from '../../lambdas/core/time.ts';
import { principalsOver } from '../../simulation/ports/principals.ts';
import { Table } from '../../simulation/ports/table.ts';
import { randomWrites, WRITE_NAMES } from '../contract/random-writes.ts';
import { runAt } from '../contract/side-by-side.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

/** A few seconds' worth unless more is asked for: `SIDE_BY_SIDE_RUNS=2000 npm test -- side-by-side`. */
const RUNS = Number(process.env.SIDE_BY_SIDE_RUNS ?? 10);

const inMemory = () => principalsOver(new Table(), async (effect) => effect());

describe('any sequence of writes', () => {
  let table: Awaited<ReturnType<typeof openPrincipalsTable>>;
  beforeAll(async () => {
    table = await openPrincipalsTable();
  });
  afterAll(() => table.close());

  test(
    'is answered alike by the table in memory and by the adapter, and leaves the same rows, after every write',
    async () => {
      let sequences = 0;
      await fc.assert(
        fc.asyncProperty(randomWrites, async (sequence) => {
          sequences += 1;
          const name = `sequence-${sequences}`;
          const stored = runAt(table.principals, sequence, name);

          for await (const inFake of runAt(inMemory(), sequence, name)) {
            const { value } = await stored.next();
            expect(inFake).toEqual(value);
          }
        }),
        { numRuns: RUNS },
      );
    },
    RUNS * 10 * SECOND,
  );
});

test('the sequences try every write where it holds and where it does not', async () => {
  const seen = new Set<string>();

  await fc.assert(
    fc.asyncProperty(randomWrites, async (sequence) => {
      for await (const { write, isLate, answer } of runAt(inMemory(), sequence, 'alone'))
        seen.add(`${isLate ? 'a late double' : write}: ${answer.write}`);
    }),
    { numRuns: 300, seed: 1 },
  );

  const expected = [...WRITE_NAMES, 'a late double'].flatMap((name) => [`${name}: done`, `${name}: stale`]);
  const unseen = expected.filter((one) => !seen.has(one));
  expect(unseen).toEqual([]);
});
