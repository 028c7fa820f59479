import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { Deferral, Kept, Settlement, Written } from '../../lambdas/flow/ports.ts';
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

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;

beforeAll(async () => {
  table = await openPrincipalsTable();
});
afterAll(() => table.close());

const claim = (id: string, leaseId = 'mine', now = NOW): Promise<Written> =>
  table.principals.claim(id, { app: 'app-1', provider: 'oauth2', leaseId, until: now + 80 * SECOND, now });

const found = (written: Written) => {
  if (written.write === 'done') return written.principal;
  if (written.now.row === 'found') return written.now.principal;
  throw new Error(`no row: ${written.now.row}`);
};

describe('claim', () => {
  test.each([
    ['whose time has come', active()],
    ['at the very second that it is due', active({ refreshAt: NOW })],
    ['whose lease has ended', active({ lease: ended })],
    ['that stands outside its queue', outsideItsQueue()],
  ])('takes an active row %s', async (_, row) => {
    const { answer } = await table.after(row, claim);

    expect(answer).toMatchObject({ write: 'done', principal: { lease: mine } });
  });

  test.each([
    ['an active row whose time has not come', active({ refreshAt: NOW + SECOND })],
    ['a paused row', paused()],
    ['a halted row', halted()],
    ['a row that another run holds', active({ lease: theirs })],
    ['a row whose lease ends this very second', active({ lease: { ...theirs, until: NOW } })],
    ['a row of another app', active({ app: 'app-2' })],
    ['a row of another provider', active({ provider: 'dkn' })],
  ])('leaves %s as it is, and answers what stands there', async (_, row) => {
    const { answer, did } = await table.after(row, claim);

    expect(answer).toMatchObject({ write: 'stale', now: { row: 'found', principal: { state: row.state } } });
    expect(did).toEqual(UNCHANGED);
  });

  test('writes the lease, hides the row until its end and opens what is presented', async () => {
    const { answer, did } = await table.after(active(), claim);

    expect(did).toEqual({
      set: {
        lease: { id: 'mine', until: seconds(LEASE_END) },
        refreshAt: seconds(LEASE_END),
        presented: 'digest-1',
        presentedBefore: 'none',
      },
      removed: [],
    });
    expect(found(answer)).toMatchObject({ lease: mine, refreshAt: LEASE_END, presented: 'digest-1' });
  });

  test('rounds its lease up, never down', async () => {
    const id = await table.place(active());

    const written = await table.principals.claim(id, {
      app: 'app-1',
      provider: 'oauth2',
      leaseId: 'mine',
      until: LEASE_END + 1,
      now: NOW,
    });

    expect(found(written).lease).toEqual({ id: 'mine', until: LEASE_END + SECOND });
  });

  test('finds no row where there is none, and makes none', async () => {
    const written = await claim('nobody');

    expect(written).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(await table.items.at('nobody')).toBeUndefined();
  });

  test('is won by exactly one of forty at once', async () => {
    const id = await table.place(active());

    const written = await Promise.all(Array.from({ length: 40 }, (_, n) => claim(id, `run-${n}`)));

    const winners = written.flatMap((one, n) => (one.write === 'done' ? [`run-${n}`] : []));
    expect(winners).toHaveLength(1);
    expect(written.map((one) => found(one).lease?.id)).toEqual(Array(40).fill(winners[0]));
  });
});

describe('what was presented', () => {
  const presentedBefore = (written: Written) => found(written).presentedBefore;
  const kept: Kept = { sealed: new Uint8Array([9]), grantDigest: 'digest-2' };
  const settlement: Settlement = {
    leaseId: 'mine',
    generation: 7,
    publishedVersion: 'version-new',
    publishBudget: { left: 79, at: NOW },
    refreshAt: NOW + 45 * MINUTE,
    presented: 'stays',
  };
  const later = NOW + 10 * MINUTE;
  const deferred = (presented: 'stays' | 'goes', leaseId = 'mine'): Deferral => ({
    leaseId,
    generation: 7,
    refreshAt: NOW + MINUTE,
    failures: 0,
    lastError: { code: 'http-503', action: 'wait', at: NOW },
    presented,
  });

  test('is nothing at the first claim of a grant', async () => {
    const id = await table.place(active());

    expect(presentedBefore(await claim(id))).toBeUndefined();
  });

  test('is open at a claim after a run that never came back', async () => {
    const id = await table.place(active());
    await claim(id, 'lost');

    expect(presentedBefore(await claim(id, 'mine', later))).toBe('digest-1');
  });

  test('is open after a deferral that lets it stay', async () => {
    const id = await table.place(active());
    await claim(id);
    await table.principals.defer(id, deferred('stays'));

    expect(presentedBefore(await claim(id, 'next', later))).toBe('digest-1');
  });

  test('is nothing after a deferral that lets it go', async () => {
    const id = await table.place(active());
    await claim(id);
    await table.principals.defer(id, deferred('goes'));

    expect(presentedBefore(await claim(id, 'next', later))).toBeUndefined();
  });

  test('stays open over a deferral that sent nothing, where it was open before', async () => {
    const id = await table.place(active());
    await claim(id, 'lost');
    await claim(id, 'mine', later);
    await table.principals.defer(id, { ...deferred('stays'), refreshAt: later });

    expect(presentedBefore(await claim(id, 'next', later + MINUTE))).toBe('digest-1');
  });

  test.each([
    ['nothing after a mere republication', undefined, 'goes'],
    ['still open after a mere republication that found it open', 'digest-1', 'stays'],
  ] as const)('is %s', async (_, open, presented) => {
    const id = await table.place(active(open ? { presented: open } : {}));
    await claim(id);
    await table.principals.settle(id, { ...settlement, presented }, NOW);

    expect(presentedBefore(await claim(id, 'next', NOW + 60 * MINUTE))).toBe(open);
  });

  test('is nothing after the answer was kept and settled', async () => {
    const id = await table.place(active());
    await claim(id, 'lost');
    await claim(id, 'mine', later);
    await table.principals.keep(id, 7, 'mine', kept);
    await table.principals.settle(id, { ...settlement, generation: 8 }, later);

    expect(presentedBefore(await claim(id, 'next', NOW + 60 * MINUTE))).toBeUndefined();
  });

  test('is nothing for the new grant when the run that kept it never came back', async () => {
    const id = await table.place(active());
    await claim(id);
    await table.principals.keep(id, 7, 'mine', kept);

    const taken = await claim(id, 'next', later);

    expect(found(taken)).toMatchObject({ presented: 'digest-2' });
    expect(presentedBefore(taken)).toBeUndefined();
  });
});

describe('the queue of an app', () => {
  const fill = async (app: string, refreshAts: readonly number[]): Promise<string[]> =>
    Promise.all(refreshAts.map((refreshAt) => table.place(active({ app, refreshAt }))));
  const ids = (page: { due: readonly { principalId: string }[] }) => page.due.map((row) => row.principalId);

  test('gives the rows that are due, oldest first, and no other', async () => {
    const [second, first, , third] = await fill('queue-1', [
      NOW - MINUTE,
      NOW - 2 * MINUTE,
      NOW + SECOND,
      NOW,
    ]);
    await fill('queue-2', [NOW - MINUTE]);

    const page = await table.principals.due('queue-1', NOW);

    expect(ids(page)).toEqual([first, second, third]);
    expect(page.due[0]).toEqual({ principalId: first, refreshAt: NOW - 2 * MINUTE });
    expect(page).not.toHaveProperty('next');
  });

  test('comes in pages to its end, each row once', async () => {
    const placed = await fill(
      'queue-3',
      Array.from({ length: 120 }, (_, n) => NOW - n * SECOND),
    );

    const seen: string[] = [];
    let next: unknown;
    do {
      const page = await table.principals.due('queue-3', NOW, next);
      seen.push(...ids(page));
      next = page.next;
    } while (next !== undefined);

    expect(seen).toEqual(placed.reverse());
  });

  test('hides a claimed row until its lease ends', async () => {
    const id = await table.place(active({ app: 'queue-4' }));
    await table.principals.claim(id, {
      app: 'queue-4',
      provider: 'oauth2',
      leaseId: 'mine',
      until: LEASE_END,
      now: NOW,
    });

    expect(ids(await table.principals.due('queue-4', LEASE_END - SECOND))).toEqual([]);
    expect(ids(await table.principals.due('queue-4', LEASE_END))).toEqual([id]);
  });

  test('tells how many rows wait in it, counting no further than asked', async () => {
    await fill('queue-5', [NOW - MINUTE, NOW, NOW + MINUTE, NOW + 60 * MINUTE]);

    expect(await table.principals.population('queue-5', 10)).toBe(4);
    expect(await table.principals.population('queue-5', 3)).toBe(3);
    expect(await table.principals.population('queue-empty', 3)).toBe(0);
  });
});
