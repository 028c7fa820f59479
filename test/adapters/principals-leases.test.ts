import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { Replacement } from '../../lambdas/flow/ports.ts';
import { UNCHANGED } from '../support/items.ts';
import {
  active,
  ended,
  halted,
  LEASE_END,
  mine,
  NOW,
  paused,
  seconds,
  theirs,
} from '../support/principals.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

/** Rows that whoever enrols them holds from the start. */

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;

beforeAll(async () => {
  table = await openPrincipalsTable();
});
afterAll(() => table.close());

const held: Replacement = {
  provider: 'oauth2',
  app: 'app-held',
  sealed: new Uint8Array([5]),
  grantDigest: 'digest-new',
  generation: 8,
  keptBy: 'mine',
  secretName: 'refresh-scheduler/tokens/oauth2/thing-1',
  publishBudget: { left: 90, at: NOW },
  lease: mine,
  subject: 'user-2',
};
const storedLease = { M: { id: { S: 'mine' }, until: { N: String(seconds(LEASE_END)) } } };
const { lease: _, subject: __, ...unheld } = held;

describe('a row that is created with a lease', () => {
  test('shows it and whom its tokens must be for, and is not due before the lease ends', async () => {
    const written = await table.principals.create('held-1', held, NOW);

    expect(await table.items.at('held-1')).toMatchObject({
      lease: storedLease,
      subject: { S: 'user-2' },
      refreshAt: { N: String(seconds(LEASE_END)) },
      state: { S: 'active' },
      dueQueue: { S: 'app-held' },
    });
    expect(written).toMatchObject({ write: 'done', principal: { lease: mine, subject: 'user-2' } });
  });

  test("is in nobody else's hands: neither claimed, nor marked due, nor replaced, nor removed", async () => {
    await table.principals.create('held-2', held, NOW);
    const before = await table.items.at('held-2');
    const by = { app: 'app-held', provider: 'oauth2', leaseId: 'a-run', until: LEASE_END + MINUTE };

    const writes = [
      await table.principals.claim('held-2', { ...by, now: LEASE_END }),
      await table.principals.markDue('held-2', 'forced', NOW),
      await table.principals.replace('held-2', 8, { ...held, keptBy: 'another' }, NOW),
      await table.principals.remove('held-2', 8, NOW, 'a-run'),
      await table.principals.remove('held-2', 8, NOW),
    ];
    const { due } = await table.principals.due('app-held', LEASE_END - SECOND);

    expect(writes.map(({ write }) => write)).toEqual(['stale', 'stale', 'stale', 'stale', 'stale']);
    expect(due).toEqual([]);
    expect(await table.items.at('held-2')).toEqual(before);
  });

  test('is claimed once its lease has ended', async () => {
    await table.principals.create('held-3', held, NOW);
    const now = LEASE_END + SECOND;

    const claimed = await table.principals.claim('held-3', {
      app: 'app-held',
      provider: 'oauth2',
      leaseId: 'a-run',
      until: now + MINUTE,
      now,
    });

    expect(claimed.write).toBe('done');
  });

  test('keeps and settles what its holder obtained', async () => {
    await table.principals.create('held-4', held, NOW);
    const times = { issuedAt: NOW, expiresAt: NOW + 60 * MINUTE };
    const settlement = {
      leaseId: 'mine',
      generation: 9,
      publishedVersion: 'version-1',
      publishBudget: { left: 89, at: NOW },
      refreshAt: NOW + 45 * MINUTE,
      presented: 'goes',
    } as const;

    const kept = await table.principals.keep('held-4', 8, 'mine', {
      sealed: new Uint8Array([9]),
      grantDigest: 'digest-2',
      times,
    });
    await table.principals.settle('held-4', settlement, NOW);

    const item = await table.items.at('held-4');
    expect(kept).toMatchObject({ write: 'done', principal: { generation: 9, subject: 'user-2' } });
    expect(item).toMatchObject({
      publishedGeneration: { N: '9' },
      refreshAt: { N: String(seconds(NOW + 45 * MINUTE)) },
    });
    expect(item).not.toHaveProperty('lease');
  });

  test('rounds its lease up: it never ends early', async () => {
    const lease = { id: 'mine', until: LEASE_END + 1 };

    await table.principals.create('held-5', { ...held, lease }, NOW);

    const until = { N: String(seconds(LEASE_END + SECOND)) };
    expect(await table.items.at('held-5')).toMatchObject({ lease: { M: { until } }, refreshAt: until });
  });
});

describe('a row that is replaced with a lease', () => {
  const replaceBy = (by: Replacement) => (id: string) => table.principals.replace(id, 7, by, NOW);

  test('has the new lease and subject in the place of the old ones', async () => {
    const row = halted({ lease: ended, subject: 'user-1', scope: 'read' });

    const { item, answer } = await table.after(row, replaceBy(held));

    expect(answer.write).toBe('done');
    expect(item).toMatchObject({
      lease: storedLease,
      subject: { S: 'user-2' },
      refreshAt: { N: String(seconds(LEASE_END)) },
    });
    expect(item).not.toHaveProperty('scope');
  });

  test('without either has none: what spoke of the old grant goes', async () => {
    const { item } = await table.after(halted({ lease: ended, subject: 'user-1' }), replaceBy(unheld));

    expect(item).not.toHaveProperty('lease');
    expect(item).not.toHaveProperty('subject');
    expect(item).toMatchObject({ refreshAt: { N: String(seconds(NOW)) } });
  });

  test.each([
    ['that a run holds', active({ lease: theirs })],
    ['that was refreshed meanwhile', active({ generation: 8 })],
  ])('leaves a row %s', async (_, row) => {
    const { answer, did } = await table.after(row, replaceBy(held));

    expect(answer.write).toBe('stale');
    expect(did).toEqual(UNCHANGED);
  });
});

describe("removing with a lease of one's own", () => {
  const remove = (id: string) => table.principals.remove(id, 7, NOW, 'mine');

  test.each([
    ['one holds', active({ lease: mine })],
    ['one holds and an operator paused', paused({ lease: mine })],
    ['nobody holds', active()],
    ['somebody held', active({ lease: ended })],
  ])('removes a row that %s', async (_, row) => {
    const { answer, item } = await table.after(row, remove);

    expect(answer.write).toBe('done');
    expect(item).toBeUndefined();
  });

  test.each([
    ['somebody else holds', active({ lease: theirs })],
    ['one holds, but with something kept meanwhile', active({ lease: mine, generation: 8 })],
  ])('leaves a row that %s', async (_, row) => {
    const { answer, did } = await table.after(row, remove);

    expect(answer).toMatchObject({ write: 'stale', now: { row: 'found' } });
    expect(did).toEqual(UNCHANGED);
  });
});
