import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { Replacement, Rescued, Written } from '../../lambdas/flow/ports.ts';
import { difference, UNCHANGED } from '../support/items.ts';
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

const lastError = { code: 'http-503', action: 'wait', at: NOW - MINUTE };

describe('mark due', () => {
  const forced = (id: string): Promise<Written> => table.principals.markDue(id, 'forced', NOW);
  const rejected =
    (generation: number) =>
    (id: string): Promise<Written> =>
      table.principals.markDue(id, { rejected: generation }, NOW);
  const waiting = active({ refreshAt: NOW + 30 * MINUTE });

  test.each([
    ['forced', forced, waiting],
    ['forced, over a lease that has ended', forced, { ...waiting, lease: ended }],
    ['for the token that is published', rejected(7), waiting],
  ])('moves the next look to now when %s', async (_, markDue, row) => {
    const { answer, did } = await table.after(row, markDue);

    expect(answer).toMatchObject({ write: 'done', principal: { refreshAt: NOW } });
    expect(did).toEqual({ set: { refreshAt: seconds(NOW) }, removed: [] });
  });

  test.each([
    ['a row that a run holds', forced, { ...waiting, lease: theirs }],
    ['a row whose lease ends this very second', forced, { ...waiting, lease: { ...theirs, until: NOW } }],
    ['a row whose rejected token has been replaced', rejected(6), waiting],
    ['a row that a run holds, though its token is rejected', rejected(7), { ...waiting, lease: theirs }],
  ])('leaves %s', async (_, markDue, row) => {
    const { answer, did } = await table.after(row, markDue);

    expect(answer.write).toBe('stale');
    expect(did).toEqual(UNCHANGED);
  });

  test('does not bring a paused row into its queue', async () => {
    const { item } = await table.after(paused(), forced);

    expect(item).not.toHaveProperty('dueQueue');
  });

  test.each([
    ['forced', forced],
    ['rejected', rejected(7)],
  ])('makes no row where there is none (%s)', async (_, markDue) => {
    const written = await markDue('nobody');

    expect(written).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(await table.items.at('nobody')).toBeUndefined();
  });
});

describe('pause and resume', () => {
  const pause = (id: string): Promise<Written> => table.principals.pause(id);
  const resume = (id: string): Promise<Written> => table.principals.resume(id, NOW);

  test('pause takes the row out of its queue and leaves the rest, a live lease too', async () => {
    const { answer, did } = await table.after(active({ lease: mine }), pause);

    expect(answer).toMatchObject({ write: 'done', principal: { state: 'paused', lease: mine } });
    expect(did).toEqual({ set: { state: 'paused' }, removed: ['dueQueue'] });
  });

  test('pause changes nothing on a row that is paused', async () => {
    const { answer, did } = await table.after(paused(), pause);

    expect(answer.write).toBe('done');
    expect(did).toEqual(UNCHANGED);
  });

  test('pause leaves a halted row halted', async () => {
    const { answer, did } = await table.after(halted(), pause);

    expect(answer).toMatchObject({ write: 'stale', now: { principal: { state: 'halted' } } });
    expect(did).toEqual(UNCHANGED);
  });

  test.each([
    ['now', undefined, NOW],
    ['now where its last lease has ended', ended, NOW],
    ['at the end of a lease that is live', theirs, LEASE_END],
  ])('resume puts the row back into its queue, due %s', async (_, lease, dueAt) => {
    const { did } = await table.after(paused(lease ? { lease } : {}), resume);

    expect(did).toEqual({
      set: { state: 'active', dueQueue: 'app-1', refreshAt: seconds(dueAt) },
      removed: [],
    });
  });

  test.each([
    ['active', 'done', active()],
    ['active and outside its queue', 'stale', outsideItsQueue()],
    ['halted', 'stale', halted()],
  ])('resume changes nothing on a row that is %s: %s', async (_, outcome, row) => {
    const { answer, did } = await table.after(row, resume);

    expect(answer.write).toBe(outcome);
    expect(did).toEqual(UNCHANGED);
  });

  test('neither makes a row where there is none', async () => {
    expect(await pause('nobody')).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(await resume('nobody')).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(await table.items.at('nobody')).toBeUndefined();
  });

  test('a row that was paused under a lease settles, stays outside, and comes back by a resume alone', async () => {
    const id = await table.place(active({ app: 'app-paused', lease: mine }));
    await pause(id);
    await table.principals.settle(
      id,
      {
        leaseId: 'mine',
        generation: 7,
        publishedVersion: 'version-8',
        publishBudget: { left: 79, at: NOW },
        refreshAt: NOW + MINUTE,
        presented: 'goes',
      },
      NOW,
    );
    const whilePaused = await table.principals.due('app-paused', NOW + 60 * MINUTE);

    await resume(id);

    expect(whilePaused.due).toEqual([]);
    expect((await table.principals.due('app-paused', NOW)).due).toEqual([
      { principalId: id, refreshAt: NOW },
    ]);
  });
});

const replacement: Replacement = {
  provider: 'oauth2',
  app: 'app-1',
  sealed: new Uint8Array([5, 5]),
  grantDigest: 'digest-new',
  generation: 1_800_000_000,
  keptBy: 'enrolment-1',
  secretName: 'refresh-scheduler/tokens/oauth2/thing-1',
  publishBudget: { left: 90, at: NOW },
  labels: { site: 'north' },
};
const storedReplacement = {
  provider: 'oauth2',
  app: 'app-1',
  sealed: replacement.sealed,
  grantDigest: 'digest-new',
  generation: 1_800_000_000,
  keptBy: 'enrolment-1',
  secretName: replacement.secretName,
  publishBudget: { left: 90, at: seconds(NOW) },
  labels: { site: 'north' },
  state: 'active',
  dueQueue: 'app-1',
  refreshAt: seconds(NOW),
  failures: 0,
};

describe('create', () => {
  const create = (id: string, by = replacement): Promise<Written> => table.principals.create(id, by, NOW);

  test('writes a whole row, due now and never published', async () => {
    const written = await create('new-1');

    const item = await table.items.at('new-1');
    expect(difference({}, item).set).toEqual({
      principalId: 'new-1',
      ...storedReplacement,
      publishedGeneration: 0,
    });
    expect(written).toMatchObject({ write: 'done', principal: { state: 'active', refreshAt: NOW } });
  });

  test('leaves a row that is there', async () => {
    const { answer, did } = await table.after(halted(), create);

    expect(answer).toMatchObject({ write: 'stale', now: { principal: { state: 'halted' } } });
    expect(did).toEqual(UNCHANGED);
  });

  test('is done by one of two at once', async () => {
    const written = await Promise.all(
      ['enrolment-a', 'enrolment-b'].map((keptBy) => create('new-2', { ...replacement, keptBy })),
    );

    expect(written.map(({ write }) => write).sort()).toEqual(['done', 'stale']);
  });
});

describe('replace', () => {
  const replace = (id: string): Promise<Written> => table.principals.replace(id, 7, replacement, NOW);

  test('puts the new grant in place and removes everything that spoke of the old one', async () => {
    const row = halted({
      lease: ended,
      presented: 'digest-1',
      presentedBefore: 'digest-1',
      failures: 3,
      lastError,
      refreshTokenExpiresAt: NOW + MINUTE,
      scope: 'read',
      subject: 'user-1',
      announced: { what: 'reauthorize', generation: 7 },
    });

    const { did, item } = await table.after(row, replace);

    const { provider, app, secretName, ...changed } = storedReplacement;
    expect(did).toEqual({
      set: changed,
      removed: [
        'haltReason',
        'haltedGeneration',
        'lastError',
        'lease',
        'presented',
        'presentedBefore',
        'refreshTokenExpiresAt',
        'scope',
        'subject',
      ],
    });
    // The old token is served to its end, and the announcement is over only when a refresh succeeds.
    expect(item).toMatchObject({
      expiresAt: { N: String(seconds(NOW + 10 * MINUTE)) },
      publishedGeneration: { N: '7' },
      announced: { M: { what: { S: 'reauthorize' }, generation: { N: '7' } } },
    });
  });

  test('keeps the labels when none are given', async () => {
    const { labels: _, ...unlabelled } = replacement;

    const { item } = await table.after(halted({ labels: { site: 'south' } }), (id) =>
      table.principals.replace(id, 7, unlabelled, NOW),
    );

    expect(item).toMatchObject({ labels: { M: { site: { S: 'south' } } } });
  });

  test.each([
    ['a row that a run holds', active({ lease: theirs })],
    ['a row whose lease ends this very second', active({ lease: { ...theirs, until: NOW } })],
    ['a row that was refreshed meanwhile', active({ generation: 8 })],
  ])('leaves %s', async (_, row) => {
    const { answer, did } = await table.after(row, replace);

    expect(answer).toMatchObject({ write: 'stale', now: { row: 'found' } });
    expect(did).toEqual(UNCHANGED);
  });

  test('makes no row where there is none', async () => {
    expect(await replace('nobody')).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(await table.items.at('nobody')).toBeUndefined();
  });
});

describe('restore', () => {
  const rescued: Rescued = {
    generation: 7,
    keptBy: 'lost-run',
    sealed: new Uint8Array([8]),
    grantDigest: 'digest-rescued',
    times: { issuedAt: NOW - MINUTE, expiresAt: NOW + 59 * MINUTE },
    scope: 'read',
    subject: 'user-1',
  };
  const restore = (id: string): Promise<Written> => table.principals.restore(id, 7, rescued, NOW);

  test('leaves the row as its keep would have, active and due now', async () => {
    const row = halted({
      lease: ended,
      presented: 'digest-1',
      presentedBefore: 'digest-1',
      failures: 2,
      lastError,
      refreshTokenExpiresAt: NOW,
    });

    const { did } = await table.after(row, restore);

    expect(did).toEqual({
      set: {
        sealed: rescued.sealed,
        grantDigest: 'digest-rescued',
        generation: 8,
        keptBy: 'lost-run',
        issuedAt: seconds(NOW - MINUTE),
        lastRefreshedAt: seconds(NOW - MINUTE),
        expiresAt: seconds(NOW + 59 * MINUTE),
        scope: 'read',
        subject: 'user-1',
        state: 'active',
        dueQueue: 'app-1',
        refreshAt: seconds(NOW),
        failures: 0,
      },
      removed: [
        'haltReason',
        'haltedGeneration',
        'lastError',
        'lease',
        'presented',
        'presentedBefore',
        'refreshTokenExpiresAt',
      ],
    });
  });

  test('of a grant alone leaves the living token its times', async () => {
    const { times: _, ...grantAlone } = rescued;

    const { item } = await table.after(active(), (id) => table.principals.restore(id, 7, grantAlone, NOW));

    expect(item).toMatchObject({ expiresAt: { N: String(seconds(NOW + 10 * MINUTE)) } });
  });

  test.each([
    ['a row that a run holds', active({ lease: theirs })],
    ['a row that was refreshed since', active({ generation: 8 })],
    ['a row of before', active({ generation: 6 })],
  ])('leaves %s', async (_, row) => {
    const { answer, did } = await table.after(row, restore);

    expect(answer.write).toBe('stale');
    expect(did).toEqual(UNCHANGED);
  });

  test('is done already when the keep had landed after all', async () => {
    const { answer, did } = await table.after(active({ generation: 8, keptBy: 'lost-run' }), restore);

    expect(answer.write).toBe('done');
    expect(did).toEqual(UNCHANGED);
  });

  test('makes no row where there is none', async () => {
    expect(await restore('nobody')).toEqual({ write: 'stale', now: { row: 'missing' } });
    expect(await table.items.at('nobody')).toBeUndefined();
  });
});

describe('remove', () => {
  const remove = (id: string) => table.principals.remove(id, 7, NOW);

  test.each([
    ['that nobody holds', active()],
    ['whose lease has ended', active({ lease: ended })],
    ['that is halted', halted()],
  ])('removes a row %s and answers it', async (_, row) => {
    const { answer, item } = await table.after(row, remove);

    expect(answer).toMatchObject({ write: 'done', principal: { secretName: row.secretName } });
    expect(item).toBeUndefined();
  });

  test.each([
    ['a row that a run holds', active({ lease: theirs })],
    ['a row whose lease ends this very second', active({ lease: { ...theirs, until: NOW } })],
    ['a row that was refreshed meanwhile', active({ generation: 8 })],
  ])('leaves %s', async (_, row) => {
    const { answer, did } = await table.after(row, remove);

    expect(answer).toMatchObject({ write: 'stale', now: { row: 'found' } });
    expect(did).toEqual(UNCHANGED);
  });

  test('finds a row gone that is not there', async () => {
    expect(await remove('nobody')).toEqual({ write: 'gone' });
  });

  test('answers that a row is gone whose contents nobody can read', async () => {
    const row = { principalId: { S: 'half' }, generation: { N: '7' } };
    await table.items.put(row);

    expect(await remove('half')).toEqual({ write: 'gone' });
    expect(await table.items.at('half')).toBeUndefined();
  });
});

test('every time that an operator writes rounds to whole seconds', async () => {
  const id = await table.place(paused());

  await table.principals.resume(id, NOW + 1);
  const resumed = await table.items.at(id);
  await table.principals.markDue(id, 'forced', NOW + 1);
  const marked = await table.items.at(id);

  expect(resumed).toMatchObject({ refreshAt: { N: String(seconds(NOW + SECOND)) } });
  expect(marked).toMatchObject({ refreshAt: { N: String(seconds(NOW)) } });
});
