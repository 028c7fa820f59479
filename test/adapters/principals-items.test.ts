import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { difference } from '../support/items.ts';
import { writesOf } from '../support/principal-writes.ts';
import {
  active,
  halted,
  LEASE_END,
  mine,
  NOW,
  outsideItsQueue,
  paused,
  seconds,
} from '../support/principals.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

/** How writes lie in the table: attributes that the port does not show, and times in seconds. */

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;
let writes: ReturnType<typeof writesOf>;

beforeAll(async () => {
  table = await openPrincipalsTable();
  writes = writesOf(table.principals);
});
afterAll(() => table.close());

/** With everything that speaks of a grant which is over. */
const over = {
  presented: 'digest-1',
  presentedBefore: 'digest-1',
  lease: { id: 'theirs', until: NOW - MINUTE },
  failures: 3,
  lastError: { code: 'http-503', action: 'wait', at: NOW - MINUTE },
};

describe('the attributes of a row', () => {
  test('say after a claim that nothing was open: DynamoDB has no "if it exists, else nothing"', async () => {
    const { did } = await table.after(active(), writes.claim);

    expect(did).toEqual({
      set: {
        lease: { id: 'mine', until: seconds(LEASE_END) },
        refreshAt: seconds(LEASE_END),
        presented: 'digest-1',
        presentedBefore: 'none',
      },
      removed: [],
    });
  });

  test.each([
    ['replace', halted(over)],
    ['restore', halted(over)],
  ] as const)('do not speak of the old grant after a %s', async (name, row) => {
    const { did } = await table.after(row, writes[name]);

    expect(did.removed).toEqual([
      'haltReason',
      'haltedGeneration',
      'lastError',
      'lease',
      'presented',
      'presentedBefore',
    ]);
  });

  test('do not speak of a halt after it was adopted', async () => {
    const { did } = await table.after(halted({ generation: 8, haltedGeneration: 7 }), writes.adopt);

    expect(did.removed).toEqual(['haltReason', 'haltedGeneration']);
  });

  test.each([
    ['keep', active({ presented: 'a', presentedBefore: 'b' }), ['presented', 'presentedBefore']],
    ['settle', active({ lease: mine, presentedBefore: 'b' }), ['lease', 'presentedBefore']],
    ['defer', active({ lease: mine, presentedBefore: 'b' }), ['lease', 'presentedBefore']],
    ['halt', active({ lease: mine, presentedBefore: 'b' }), ['dueQueue', 'lease', 'presentedBefore']],
    ['pause', active(), ['dueQueue']],
  ] as const)('that are over are removed, not emptied, by %s', async (name, row, removed) => {
    const { did } = await table.after(row, writes[name]);

    expect(did.removed).toEqual(removed);
  });

  test('are those of the contract when the row is new', async () => {
    await writes.create('new-1');

    expect(difference({}, await table.items.at('new-1')).set).toEqual({
      principalId: 'new-1',
      provider: 'oauth2',
      app: 'app-1',
      sealed: new Uint8Array([5]),
      grantDigest: 'digest-new',
      generation: 1_800_000_000,
      keptBy: 'enrolment',
      secretName: 'refresh-scheduler/tokens/oauth2/thing-1',
      publishBudget: { left: 90, at: seconds(NOW) },
      publishedGeneration: 0,
      failures: 0,
      state: 'active',
      dueQueue: 'app-1',
      refreshAt: seconds(NOW),
    });
  });
});

describe('times in the table', () => {
  test.each([
    ['keep', active(), { issuedAt: NOW, lastRefreshedAt: NOW, expiresAt: NOW + 60 * MINUTE }],
    ['settle', active({ lease: mine }), { refreshAt: NOW + 45 * MINUTE }],
    ['defer', active({ lease: mine }), { refreshAt: NOW + 2 * MINUTE }],
    ['adopt', outsideItsQueue(), { refreshAt: NOW }],
    ['markDue', active({ refreshAt: NOW + MINUTE }), { refreshAt: NOW }],
    ['resume', paused(), { refreshAt: NOW }],
  ] as const)('are written in seconds by %s', async (name, row, times) => {
    const { did } = await table.after(row, writes[name]);

    expect(did.set).toMatchObject(
      Object.fromEntries(Object.entries(times).map(([field, at]) => [field, seconds(at)])),
    );
  });

  test('are whole: a lease ends late rather than early', async () => {
    const lease = { id: 'mine', until: LEASE_END + 1 };

    const { did } = await table.after(halted(), (id) =>
      table.principals.hold(id, { generation: 7, lease }, NOW),
    );

    expect(did.set).toEqual({ lease: { id: 'mine', until: seconds(LEASE_END + SECOND) } });
  });
});

test('a row whose contents nobody can read is removed, and answered as gone', async () => {
  await table.items.put({ principalId: { S: 'half' }, generation: { N: '7' } });

  expect(await writes.remove('half')).toEqual({ write: 'gone' });
  expect(await table.items.at('half')).toBeUndefined();
});
