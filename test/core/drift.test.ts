import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { driftOfRow, driftOfSecret, type Mend } from '../../lambdas/core/drift.ts';
import type {
  ActivePrincipal,
  HaltedPrincipal,
  PausedPrincipal,
  Principal,
} from '../../lambdas/core/principal.ts';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { DAY, HOUR, MINUTE } from '../../lambdas/core/time.ts';
import { aPrincipal, NOW } from './a-principal.ts';

const SEED = { seed: 20261122, numRuns: 1_000 };

const stopped = <S extends 'paused' | 'halted'>(state: S, but: Partial<PausedPrincipal> = {}): Principal => {
  const { dueQueue: _, ...row } = aPrincipal();
  const change = { ...but, state };
  return { ...row, haltReason: 'refused', haltedGeneration: row.generation, ...change } as
    | PausedPrincipal
    | HaltedPrincipal;
};

const anyTime = fc.integer({ min: -2 * DAY, max: 2 * DAY }).map((ms) => NOW + ms);
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const anyRow: fc.Arbitrary<Principal> = fc
  .record({
    state: fc.constantFrom('active', 'paused', 'halted'),
    dueQueue: maybe(fc.constantFrom('greenhouse', 'warehouse')),
    refreshAt: anyTime,
    expiresAt: maybe(anyTime),
    lastRefreshedAt: maybe(anyTime),
    generation: fc.integer({ min: 5, max: 8 }),
    haltedGeneration: fc.integer({ min: 5, max: 8 }),
    publishedGeneration: fc.constantFrom(0, 5, 6, 7, 8),
    publishedVersion: maybe(fc.constantFrom('v1', 'v2')),
    lease: maybe(anyTime.map((until) => ({ id: 'somebody', until }))),
  })
  .map(
    (change) =>
      Object.fromEntries(
        Object.entries({ ...aPrincipal(), haltReason: 'refused', ...change }).filter(
          ([, v]) => v !== undefined,
        ),
      ) as unknown as Principal,
  );

/** What the mend's write makes of the row that it was decided for. */
const mended = (row: Principal, { mend }: Mend): Principal => {
  const { dueQueue, ...rest } = row;
  switch (mend) {
    case 'adopt':
      return { ...rest, state: 'active', dueQueue: row.app, refreshAt: NOW } as ActivePrincipal;
    case 'requeue':
      return (row.state === 'active' ? { ...rest, dueQueue: row.app } : rest) as Principal;
    case 'mark-due':
      return { ...row, refreshAt: NOW } as Principal;
    case 'publish-again':
      return { ...row, publishedGeneration: 0, refreshAt: NOW } as Principal;
    case 'none':
      return row;
  }
};

describe('the drift of a row', () => {
  test.each<[string, Principal, Mend['mend'] | undefined]>([
    ['active in its queue', aPrincipal(), undefined],
    ['paused, in no queue', stopped('paused'), undefined],
    ['halted, in no queue', stopped('halted'), undefined],
    ['paused in a queue', stopped('paused', { dueQueue: 'greenhouse' }), 'requeue'],
    ['halted in a queue', stopped('halted', { dueQueue: 'greenhouse' }), 'requeue'],
    ['active in the queue of another app', aPrincipal({ dueQueue: 'warehouse' }), 'requeue'],
    ['halted before a later keep', stopped('halted', { generation: 8 }), 'adopt'],
    ['kept and backing off', aPrincipal({ generation: 8, refreshAt: NOW + 15 * MINUTE }), undefined],
    ['kept and asleep', aPrincipal({ generation: 8, refreshAt: NOW + 30 * MINUTE }), 'mark-due'],
    [
      'kept, asleep, and its token has ended',
      aPrincipal({ generation: 8, refreshAt: NOW + HOUR, expiresAt: NOW }),
      undefined,
    ],
    [
      'kept, asleep, and held',
      aPrincipal({ generation: 8, refreshAt: NOW + HOUR, lease: { id: 'l', until: NOW + MINUTE } }),
      undefined,
    ],
  ])('%s', (_, row, mend) => {
    expect(driftOfRow(row, NOW, AS_DEPLOYED)?.mend).toBe(mend);
  });

  test('active outside its queue is adopted', () => {
    const { dueQueue: _, ...row } = aPrincipal();

    expect(driftOfRow(row, NOW, AS_DEPLOYED)).toEqual({ mend: 'adopt', why: 'outside-its-queue' });
  });

  test('is gone after as many mends as there are kinds, whatever the row', () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        let now = row;
        for (let step = 0; step < 3; step += 1) {
          const drift = driftOfRow(now, NOW, AS_DEPLOYED);
          if (drift) now = mended(now, drift);
        }
        expect(driftOfRow(now, NOW, AS_DEPLOYED)).toBeUndefined();
      }),
      SEED,
    );
  });
});

describe('the drift of a secret', () => {
  const published = (but: Partial<ActivePrincipal> = {}) =>
    aPrincipal({ publishedVersion: 'v1', refreshAt: NOW + HOUR, ...but });

  test('is none where consumers read what the row published', () => {
    expect(driftOfSecret(published(), 'v1', NOW)).toBeUndefined();
  });

  test.each([
    ['another version', 'v2', 'secret-differs'],
    ['no version', undefined, 'secret-missing'],
  ])('with %s is published again from the row', (_, current, why) => {
    expect(driftOfSecret(published(), current, NOW)).toEqual({
      mend: 'publish-again',
      why,
      publishedVersion: 'v1',
    });
  });

  test.each<[string, Principal]>([
    ['what was never published', aPrincipal({ refreshAt: NOW + HOUR })],
    ['what is being published', published({ generation: 8 })],
    ['a token that has ended', published({ expiresAt: NOW })],
    ['a row that somebody holds', published({ lease: { id: 'l', until: NOW + MINUTE } })],
    ['a row that is due', published({ refreshAt: NOW })],
    ['a token younger than a listing can be', published({ lastRefreshedAt: NOW - 5 * MINUTE })],
  ])('says nothing of %s', (_, row) => {
    expect(driftOfSecret(row, 'v2', NOW)).toBeUndefined();
    expect(driftOfSecret(row, undefined, NOW)).toBeUndefined();
  });

  test('touches no row that is stopped, and is over with one mend', () => {
    fc.assert(
      fc.property(anyRow, maybe(fc.constantFrom('v1', 'v2', 'v3')), (row, current) => {
        const drift = driftOfSecret(row, current, NOW);
        if (!drift) return;
        expect(drift.mend).toBe(row.state === 'active' ? 'publish-again' : 'none');
        if (drift.mend === 'none') return;
        const after = mended(row, drift);
        expect(driftOfSecret(after, current, NOW)).toBeUndefined();
        // What a tick does then: its token lives and is newer than what counts as published.
        expect(after.generation).toBeGreaterThan(after.publishedGeneration);
        expect(after.expiresAt).toBeGreaterThan(NOW);
      }),
      SEED,
    );
  });
});
