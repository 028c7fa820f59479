import { describe, expect, test } from '@jest/globals';
import type { Measured, Sizes } from '../../bench/part.ts';
import { PARTS } from '../../bench/parts/index.ts';
import { figureOf } from '../../bench/report.ts';

/** As small as can be: what a part measures and counts is looked at here, never how fast anything is. */
const TINY: Sizes = { rounds: 1, principals: 24, rows: [60, 120], herd: 240 };
const A_WHILE = 120_000;

const measured = async (name: string): Promise<Measured> => {
  const part = PARTS.find((one) => one.name === name);
  if (!part) throw new Error(`no such part: ${name}`);
  return part.measure(TINY, () => {});
};

const goal = ({ goals }: Measured, what: RegExp): number =>
  goals.find((one) => what.test(one.what))?.value ?? Number.NaN;

describe('the bench', () => {
  test(
    'refreshes everybody who is due, by each program, in each round',
    async () => {
      const { raw, goals } = await measured('refresh');

      const { unheld, held } = raw as Record<string, Record<string, { published: number }[]>>;
      const everybodyTwice = [expect.objectContaining({ published: 2 * 24 })];
      expect(held).toEqual({ scheduler: everybodyTwice, bare: everybodyTwice });
      expect(unheld).toEqual({
        scheduler: everybodyTwice,
        bare: everybodyTwice,
        'bare, unsealed': everybodyTwice,
      });
      for (const { value } of goals) expect(value).toBeGreaterThan(0);
    },
    A_WHILE,
  );

  test(
    'counts four calls for each refresh, and what a tick shares',
    async () => {
      const { raw } = await measured('calls');

      const [first] = raw as { due: number; calls: Record<string, number> }[];
      expect(first?.calls).toMatchObject({
        'dynamodb.UpdateItem': 3 * 24 + 2,
        'secretsmanager.PutSecretValue': 24 + 1,
        'kms.Decrypt': 1,
        'kms.GenerateDataKey': 1,
      });
    },
    A_WHILE,
  );

  test(
    'sees that a tick reads no more of a larger table, and that a census reads all of it',
    async () => {
      const result = await measured('growth');

      const { ticks, censuses } = result.raw as {
        ticks: { requests: number }[];
        censuses: { rows: number; peakMiB: number }[][];
      };
      expect(goal(result, /read units/)).toBe(1);
      expect(ticks[1]?.requests).toBe(ticks[0]?.requests);
      expect(censuses.flat()).toEqual([
        expect.objectContaining({ rows: 60 }),
        expect.objectContaining({ rows: 120 }),
      ]);
    },
    A_WHILE,
  );

  test(
    'sees every new secret come after its answer, and a write and a Put lie between',
    async () => {
      const { raw } = await measured('window');

      const { windows } = raw as { windows: Record<string, number[]> };
      for (const seen of Object.values(windows)) {
        expect(seen).toHaveLength(24);
        expect(Math.min(...seen)).toBeGreaterThan(20);
      }
      expect(Object.keys(windows).sort()).toEqual(['bare', 'bare, unsealed', 'scheduler']);
    },
    A_WHILE,
  );

  test(
    'loads every function’s bundle, and the bare clients',
    async () => {
      const { raw } = await measured('init');

      expect(Object.keys(raw as object)).toEqual(
        expect.arrayContaining(['refresh', 'census', 'operate', 'reject', 'notify']),
      );
    },
    A_WHILE,
  );

  test(
    'publishes a whole herd in virtual time, and says in its last line what came of it',
    async () => {
      const part = PARTS.find(({ name }) => name === 'herd');
      const result = await measured('herd');

      expect(goal(result, /ended before/)).toBe(0);
      expect(part && figureOf(part, result)).toMatch(/^herd: .* \(at most 0: met\)/);
    },
    A_WHILE,
  );
});
