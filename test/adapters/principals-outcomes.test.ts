import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { Deferral, Halt, Kept, Settlement, Written } from '../../lambdas/flow/ports.ts';
import { UNCHANGED } from '../support/items.ts';
import {
  active,
  ended,
  halted,
  LEASE_END,
  mine,
  NOW,
  outsideItsQueue,
  paused,
  seconds,
  theirs,
} from '../support/principals.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

const lastError = { code: 'http-503', action: 'wait', at: NOW - MINUTE };

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;

beforeAll(async () => {
  table = await openPrincipalsTable();
});
afterAll(() => table.close());

const kept: Kept = {
  sealed: new Uint8Array([9, 9]),
  grantDigest: 'digest-2',
  times: { issuedAt: NOW, expiresAt: NOW + 60 * MINUTE, refreshTokenExpiresAt: NOW + 600 * MINUTE },
  scope: 'read',
  subject: 'user-1',
};
const keep = (id: string): Promise<Written> => table.principals.keep(id, 7, 'mine', kept);

describe('keep', () => {
  test('writes what was obtained, moves the generation and closes what was presented', async () => {
    const row = active({ lease: mine, presented: 'digest-1', presentedBefore: 'digest-1' });

    const { answer, did } = await table.after(row, keep);

    expect(did).toEqual({
      set: {
        sealed: kept.sealed,
        grantDigest: 'digest-2',
        generation: 8,
        keptBy: 'mine',
        issuedAt: seconds(NOW),
        lastRefreshedAt: seconds(NOW),
        expiresAt: seconds(NOW + 60 * MINUTE),
        refreshTokenExpiresAt: seconds(NOW + 600 * MINUTE),
        scope: 'read',
        subject: 'user-1',
      },
      removed: ['presented', 'presentedBefore'],
    });
    expect(answer).toMatchObject({
      write: 'done',
      principal: { generation: 8, sealed: kept.sealed, lease: mine },
    });
  });

  test.each([
    ['that nobody holds any more', active()],
    ['that another run holds', active({ lease: theirs })],
    ['whose lease has ended', active({ lease: { ...mine, until: NOW - MINUTE } })],
    ['that an operator paused meanwhile', paused({ lease: mine })],
    ['that was halted meanwhile', halted()],
  ])('is done on a row %s', async (_, row) => {
    const { answer, did } = await table.after(row, keep);

    expect(answer).toMatchObject({ write: 'done', principal: { generation: 8, state: row.state } });
    expect(did.removed).toEqual([]);
    expect(did.set).not.toHaveProperty('lease');
  });

  test.each([
    ['a newer generation', active({ generation: 8 })],
    ['an older generation', active({ generation: 6 })],
  ])('changes nothing on %s', async (_, row) => {
    const { answer, did } = await table.after(row, keep);

    expect(answer.write).toBe('stale');
    expect(did).toEqual(UNCHANGED);
  });

  test('never creates a row', async () => {
    const written = await keep('removed-meanwhile');

    expect(written).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(await table.items.at('removed-meanwhile')).toBeUndefined();
  });

  test('forgets the end of the old refresh token when that of the new one is not known', async () => {
    const { issuedAt, expiresAt } = { issuedAt: NOW, expiresAt: NOW + MINUTE };

    const { did } = await table.after(active({ refreshTokenExpiresAt: NOW + MINUTE }), (id) =>
      table.principals.keep(id, 7, 'mine', { ...kept, times: { issuedAt, expiresAt } }),
    );

    expect(did.removed).toEqual(['refreshTokenExpiresAt']);
  });

  test('leaves times, scope and subject alone when only a grant was obtained', async () => {
    const { sealed, grantDigest } = kept;

    const { did } = await table.after(active({ scope: 'read', subject: 'user-1' }), (id) =>
      table.principals.keep(id, 7, 'mine', { sealed, grantDigest }),
    );

    expect(did).toEqual({ set: { sealed, grantDigest, generation: 8, keptBy: 'mine' }, removed: [] });
  });
});

const settlement: Settlement = {
  leaseId: 'mine',
  generation: 7,
  publishedVersion: 'version-new',
  publishBudget: { left: 79, at: NOW },
  refreshAt: NOW + 45 * MINUTE,
  presented: 'stays',
};
const settle = (id: string): Promise<Written> => table.principals.settle(id, settlement, NOW);

describe('settle', () => {
  test('writes what was published and the next look, and ends lease and failures', async () => {
    const row = active({
      lease: mine,
      refreshAt: LEASE_END,
      publishedGeneration: 6,
      failures: 4,
      lastError,
      presentedBefore: 'digest-1',
    });

    const { did } = await table.after(row, settle);

    expect(did).toEqual({
      set: {
        publishedGeneration: 7,
        publishedVersion: 'version-new',
        publishBudget: { left: 79, at: seconds(NOW) },
        refreshAt: seconds(NOW + 45 * MINUTE),
        failures: 0,
      },
      removed: ['lastError', 'lease', 'presentedBefore'],
    });
  });

  test.each([
    ['under its own lease', active({ lease: mine })],
    ['under its own lease that has ended', active({ lease: { ...mine, until: NOW - MINUTE } })],
    ['that nobody holds', active()],
    ['whose other lease has ended', active({ lease: ended })],
  ])('is done on a row %s', async (_, row) => {
    const { answer } = await table.after(row, settle);

    expect(answer).toMatchObject({ write: 'done', principal: { publishedVersion: 'version-new' } });
    expect(answer).not.toHaveProperty('principal.lease');
  });

  test.each([
    ['another run holds the row', active({ lease: theirs })],
    ['the other lease ends this very second', active({ lease: { ...theirs, until: NOW } })],
    ['the row has a newer generation', active({ lease: mine, generation: 8 })],
    ['the row has an older generation', active({ lease: mine, generation: 6 })],
  ])('changes nothing where %s', async (_, row) => {
    const { answer, did } = await table.after(row, settle);

    expect(answer.write).toBe('stale');
    expect(did).toEqual(UNCHANGED);
  });

  test.each([
    ['stays', []],
    ['goes', ['presented']],
  ] as const)('leaves no more open than it was told: what was presented %s', async (presented, removed) => {
    const row = active({ presented: 'digest-1' });

    const { did } = await table.after(row, (id) =>
      table.principals.settle(id, { ...settlement, presented }, NOW),
    );

    expect(did.removed).toEqual(removed);
  });

  test.each([
    ['paused', paused({ lease: mine })],
    ['halted', halted({ lease: mine })],
  ])('does not bring a %s row back into its queue', async (state, row) => {
    const { answer, item } = await table.after(row, settle);

    expect(answer).toMatchObject({ write: 'done', principal: { state } });
    expect(item).not.toHaveProperty('dueQueue');
  });
});

const deferral: Deferral = {
  leaseId: 'mine',
  generation: 7,
  refreshAt: NOW + 2 * MINUTE,
  failures: 3,
  lastError: { code: 'reply-timeout', action: 'wait', at: NOW },
  presented: 'stays',
};
const halt: Halt = {
  leaseId: 'mine',
  generation: 7,
  haltReason: 'refused',
  failures: 1,
  lastError: { code: 'invalid_grant', action: 'authorize again', at: NOW },
  presented: 'stays',
};
const storedError = (error: { code: string; action: string; at: number }) => ({
  ...error,
  at: seconds(error.at),
});

describe('defer and halt', () => {
  const writes = [
    ['defer', (id: string) => table.principals.defer(id, deferral)],
    ['halt', (id: string) => table.principals.halt(id, halt)],
  ] as const;

  describe.each(writes)('%s', (_, write) => {
    test('is done under its own lease, even one that has ended', async () => {
      const { answer } = await table.after(active({ lease: { ...mine, until: NOW - MINUTE } }), write);

      expect(answer.write).toBe('done');
    });

    test.each([
      ['another run holds the row', active({ lease: theirs })],
      ['another run held the row last', active({ lease: ended })],
      ['nobody holds the row', active()],
      ['the row has a newer generation', active({ lease: mine, generation: 8 })],
      ['the row has an older generation', active({ lease: mine, generation: 6 })],
    ])('changes nothing where %s', async (__, row) => {
      const { answer, did } = await table.after(row, write);

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });
  });

  test('defer writes the failure and the next look, and ends the lease', async () => {
    const row = active({ lease: mine, refreshAt: LEASE_END, presented: 'digest-1', presentedBefore: 'x' });

    const { did } = await table.after(row, (id) => table.principals.defer(id, deferral));

    expect(did).toEqual({
      set: {
        refreshAt: seconds(NOW + 2 * MINUTE),
        failures: 3,
        lastError: storedError(deferral.lastError),
      },
      removed: ['lease', 'presentedBefore'],
    });
  });

  test('halt stops the row, says about which grant, and takes it out of its queue', async () => {
    const row = active({ lease: mine, presented: 'digest-1', presentedBefore: 'x' });

    const { did } = await table.after(row, (id) => table.principals.halt(id, halt));

    expect(did).toEqual({
      set: {
        state: 'halted',
        haltReason: 'refused',
        haltedGeneration: 7,
        failures: 1,
        lastError: storedError(halt.lastError),
      },
      removed: ['dueQueue', 'lease', 'presentedBefore'],
    });
  });

  test('both let what was presented go when they are told so', async () => {
    const row = active({ lease: mine, presented: 'digest-1' });

    const deferred = await table.after(row, (id) =>
      table.principals.defer(id, { ...deferral, presented: 'goes' }),
    );
    const stopped = await table.after(row, (id) => table.principals.halt(id, { ...halt, presented: 'goes' }));

    expect(deferred.did.removed).toContain('presented');
    expect(stopped.did.removed).toContain('presented');
  });

  test('defer leaves a row that was paused meanwhile outside its queue', async () => {
    const { item } = await table.after(paused({ lease: mine }), (id) => table.principals.defer(id, deferral));

    expect(item).toMatchObject({ state: { S: 'paused' } });
    expect(item).not.toHaveProperty('dueQueue');
  });
});

describe('adopt', () => {
  const adopt = (id: string): Promise<Written> => table.principals.adopt(id, NOW);

  test('puts an active row that fell out of its queue back into it, due now', async () => {
    const { answer, did } = await table.after(outsideItsQueue({ refreshAt: NOW + MINUTE }), adopt);

    expect(answer.write).toBe('done');
    expect(did).toEqual({ set: { dueQueue: 'app-1', refreshAt: seconds(NOW) }, removed: [] });
  });

  test('brings a halted row back when a later keep made the evidence old', async () => {
    const { answer, did } = await table.after(halted({ generation: 8, haltedGeneration: 7 }), adopt);

    expect(answer.write).toBe('done');
    expect(did).toEqual({
      set: { state: 'active', dueQueue: 'app-1', refreshAt: seconds(NOW) },
      removed: ['haltReason', 'haltedGeneration'],
    });
  });

  test.each([
    ['a halted row whose evidence stands', halted()],
    ['a paused row', paused()],
  ])('leaves %s as it is', async (_, row) => {
    const { answer, did } = await table.after(row, adopt);

    expect(answer.write).toBe('stale');
    expect(did).toEqual(UNCHANGED);
  });

  test('changes nothing on a row that is in its queue', async () => {
    const { answer, did } = await table.after(active(), adopt);

    expect(answer.write).toBe('done');
    expect(did).toEqual(UNCHANGED);
  });
});

describe('announced', () => {
  test('is noted, and forgotten when the matter is over', async () => {
    const noted = await table.after(active(), (id) =>
      table.principals.announced(id, 7, { what: 'failing', generation: 7 }),
    );
    const over = await table.after(active({ announced: { what: 'failing', generation: 7 } }), (id) =>
      table.principals.announced(id, 7, undefined),
    );

    expect(noted.did).toEqual({ set: { announced: { what: 'failing', generation: 7 } }, removed: [] });
    expect(over.did).toEqual({ set: {}, removed: ['announced'] });
  });

  test('is not noted on a row that has moved on', async () => {
    const { answer, did } = await table.after(active({ generation: 8 }), (id) =>
      table.principals.announced(id, 7, { what: 'failing', generation: 7 }),
    );

    expect(answer.write).toBe('stale');
    expect(did).toEqual(UNCHANGED);
  });
});
