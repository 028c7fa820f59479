import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Counts, countOne, countRow, NOTHING_COUNTED, together } from '../../lambdas/core/census.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { aPrincipal, NOW } from './a-principal.ts';

const anyTime = fc.integer({ min: -HOUR, max: HOUR }).map((ms) => NOW + ms);
const anyRow: fc.Arbitrary<Principal> = fc
  .record(
    {
      state: fc.constantFrom('active', 'paused', 'halted'),
      refreshAt: anyTime,
      expiresAt: anyTime,
    },
    { requiredKeys: ['state'] },
  )
  .map((change) => ({ ...aPrincipal(), ...change }) as Principal);

const counted = (rows: readonly Principal[]): Counts =>
  rows.reduce(
    (counts, row) => countRow(counts, row, { now: NOW, tempo: AS_DEPLOYED, reauthorize: 'sign in' }),
    NOTHING_COUNTED,
  );

describe('a census', () => {
  test('counts the same however the table is cut into parts', () => {
    fc.assert(
      fc.property(fc.array(anyRow), fc.array(anyRow), fc.array(anyRow), (a, b, c) => {
        const whole = counted([...a, ...b, ...c]);
        expect(together(together(counted(a), counted(b)), counted(c))).toEqual(whole);
        expect(together(counted(c), together(counted(b), counted(a)))).toEqual(whole);
        expect(together(NOTHING_COUNTED, whole)).toEqual(whole);
      }),
    );
  });

  test('counts every row once, by its state', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        const { active, paused, halted } = counted(rows).principals;
        expect(active + paused + halted).toBe(rows.length);
        expect(paused).toBe(rows.filter(({ state }) => state === 'paused').length);
      }),
    );
  });

  test('measures the service by what should run alone: the token that ends first', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        const { leastToExpiry, expired } = counted(rows);
        const ends = rows.flatMap(({ state, expiresAt }) =>
          state === 'active' && expiresAt ? [expiresAt] : [],
        );
        expect(leastToExpiry).toBe(ends.length === 0 ? undefined : Math.min(...ends) - NOW);
        expect(expired).toBe(ends.filter((end) => end <= NOW).length);
      }),
    );
  });

  test.each([
    ['two ticks ago', NOW - 2 * MINUTE, 0],
    ['longer ago', NOW - 2 * MINUTE - SECOND, 1],
    ['in a while', NOW + MINUTE, 0],
  ])('calls a row whose time was %s overdue or not', (_, refreshAt, overdue) => {
    expect(counted([aPrincipal({ refreshAt })]).overdue).toBe(overdue);
  });

  test('never takes a row that no queue holds for late', () => {
    const { dueQueue: _, ...outside } = aPrincipal({ refreshAt: 0 });
    const paused: Principal = { ...outside, state: 'paused' };

    expect(counted([outside, paused]).overdue).toBe(0);
  });

  test('counts what it mends and what it leaves by itself', () => {
    const counts = countOne(countOne(NOTHING_COUNTED, 'drift'), 'malformed');

    expect(together(counts, counts)).toEqual({ ...NOTHING_COUNTED, drift: 2, malformed: 2 });
  });
});
