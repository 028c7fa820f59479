import { describe, expect, test } from '@jest/globals';
import { freshBudget } from '../../lambdas/core/budget.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { grantDigest, sealedText } from '../../lambdas/core/sealed.ts';
import { type Bed, openBed } from './bed.ts';

const MINUTE = 60_000;

const enrolMany = async (bed: Bed, provider: 'dkn' | 'kii', ids: readonly string[], app?: string) => {
  for (const id of ids) await bed.enrol(provider, id, app);
};

const names = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}-${i}`);

const statesOf = async (bed: Bed, ids: readonly string[]) =>
  Promise.all(ids.map(async (id) => (await bed.row(id)).state));

/** A row that no enrolment let in: it would log in, which ends the token of whoever the app serves. */
const putIntoQueue = async (bed: Bed, principalId: string): Promise<Principal> => {
  const { principals, sealer, vault } = bed.ports;
  const owner = { principalId, provider: 'huawei', app: 'huawei' };
  const grant = { kind: 'login' } as const;
  const seal = await sealer.prepare();
  const row = {
    provider: owner.provider,
    app: owner.app,
    sealed: await seal(sealedText({ ...owner, grant })),
    grantDigest: grantDigest(principalId, grant),
    generation: 1,
    keptBy: 'by-hand',
    secretName: vault.nameFor(owner.provider, principalId),
    publishBudget: freshBudget(bed.clock.now()),
  };
  await principals.create(principalId, row, bed.clock.now());
  return bed.row(principalId);
};

/** Ticks a minute apart. */
const minutesOfTicks = async (bed: Bed, n: number) => {
  for (let minute = 0; minute < n; minute += 1) {
    await bed.tick();
    bed.clock.advance(MINUTE);
  }
};

test('rows of an app that is held back make no tick late: they wait for a person, who was told of the app', async () => {
  await using bed = await openBed();
  await enrolMany(bed, 'dkn', names('home', 8));
  bed.clouds.dkn.faults.set({ kind: 'secret-changed', secret: 'another' });
  await minutesOfTicks(bed, 10);

  const held = await bed.tick();
  bed.clouds.dkn.faults.clear({});
  bed.clock.advance(MINUTE);
  const back = await bed.tick();

  expect(held.oldestOverdueMs).toBe(0);
  expect(back.oldestOverdueMs).toBeGreaterThanOrEqual(MINUTE);
});

describe('a principal is stopped only by evidence against itself', () => {
  test('a wrong client secret halts nobody; the app pauses after three and says so once', async () => {
    await using bed = await openBed();
    const fleet = names('home', 8);
    await enrolMany(bed, 'dkn', fleet);
    // More than are under way at once, so that some begin after the other app has paused.
    const neighbours = names('thing', 20);
    await enrolMany(bed, 'kii', neighbours);
    bed.clouds.dkn.faults.set({ kind: 'secret-changed', secret: 'another' });

    await minutesOfTicks(bed, 1);
    const refreshedInTheSameTick = bed.clouds.kii.counts.refreshed;
    await minutesOfTicks(bed, 2);

    expect(refreshedInTheSameTick).toBe(neighbours.length);
    for (const id of neighbours) {
      expect(await bed.serves('kii', id)).toBe(true);
      expect(await bed.row(id)).toMatchObject({ failures: 0 });
      expect(await bed.row(id)).not.toHaveProperty('lastError');
    }
    expect(new Set(await statesOf(bed, fleet))).toEqual(new Set(['active']));
    expect(bed.announced()).toEqual(['Configuration Required: dkn']);
    expect(bed.clouds.dkn.counts.refreshed).toBe(0);
    for (const id of fleet) expect((await bed.row(id)).failures).toBe(0);
  });

  test('a corrected client secret is found by a probe: everybody is refreshed, and it is told to be over', async () => {
    await using bed = await openBed();
    const fleet = names('home', 8);
    await enrolMany(bed, 'dkn', fleet);
    bed.clouds.dkn.faults.set({ kind: 'secret-changed', secret: 'another' });
    await minutesOfTicks(bed, 2);

    await bed.putApp('dkn', { ...bed.clouds.dkn.app, client_secret: 'another' });
    await minutesOfTicks(bed, 6);

    for (const id of fleet) expect(await bed.serves('dkn', id)).toBe(true);
    expect(bed.announced()).toEqual(['Configuration Required: dkn', 'Recovered: dkn']);
    expect(bed.clouds.dkn.counts.reused).toBe(0);
  });

  test('a secret that was rotated a moment ago is read past the cache before anything is blamed on it', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.ports.apps.read('dkn', 'dkn');
    bed.clouds.dkn.faults.set({ kind: 'secret-changed', secret: 'the-new-one' });
    await bed.putApp('dkn', { ...bed.clouds.dkn.app, client_secret: 'the-new-one' });

    const { tally } = await bed.tick();

    expect(tally.of('refreshed')).toBe(1);
    expect(tally.of('misconfigured')).toBe(0);
  });

  test('of several client secrets each is tried in order, so that one can be rotated without a gap', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const { client_secret, ...rest } = bed.clouds.dkn.app;
    await bed.putApp('dkn', { ...rest, client_secrets: ['old-and-gone', client_secret] });

    const { tally } = await bed.tick();

    expect(tally.of('refreshed')).toBe(1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('a frozen app pauses at once, halts nobody and delays no other app', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'platform');
    await bed.enrol('kii', 'thing');
    bed.clouds.huawei.faults.set({ kind: 'frozen' });

    await bed.tick();

    expect((await bed.row('platform')).state).toBe('active');
    expect(await bed.serves('kii', 'thing')).toBe(true);
    expect(bed.announced()).toEqual(['Configuration Required: huawei']);
  });

  test('a throttled app waits as long as it is told, and delays no other app', async () => {
    await using bed = await openBed();
    await enrolMany(bed, 'dkn', names('home', 3));
    await bed.enrol('kii', 'thing');
    bed.clouds.dkn.faults.set({ kind: 'status', status: 429, headers: { 'Retry-After': '300' } });

    await bed.tick();
    const callsWhenTold = bed.clouds.dkn.counts.calls;
    bed.clock.advance(2 * MINUTE);
    await bed.tick();
    const callsWhileWaiting = bed.clouds.dkn.counts.calls;
    bed.clouds.dkn.faults.clear();
    bed.clock.advance(4 * MINUTE);
    await minutesOfTicks(bed, 2);

    expect(callsWhileWaiting).toBe(callsWhenTold);
    expect(await bed.serves('kii', 'thing')).toBe(true);
    for (const id of names('home', 3)) expect(await bed.serves('dkn', id)).toBe(true);
  });

  test('a hanging cloud is asked by few and delays nobody else; when it answers again, all is made up for', async () => {
    await using bed = await openBed();
    const homes = names('home', 30);
    const things = names('thing', 30);
    await enrolMany(bed, 'dkn', homes);
    await enrolMany(bed, 'kii', things);
    bed.clouds.dkn.faults.set({ kind: 'hang' });

    const { tally } = await bed.tick();
    const askedInVain = bed.clouds.dkn.counts.calls;
    const publishedMeanwhile = tally.of('published');
    bed.clouds.dkn.faults.clear();
    bed.clock.advance(MINUTE);
    await minutesOfTicks(bed, 4);

    expect(publishedMeanwhile).toBe(things.length);
    expect(askedInVain).toBeLessThan(10);
    expect(new Set(await statesOf(bed, homes))).toEqual(new Set(['active']));
    for (const id of homes) expect(await bed.serves('dkn', id)).toBe(true);
    expect(bed.clouds.dkn.counts.reused).toBe(0);
  });

  test('refusals in bulk hit the brake: five are halted, then the app is to blame, not the people', async () => {
    await using bed = await openBed();
    const fleet = names('home', 12);
    await enrolMany(bed, 'dkn', fleet);
    bed.clouds.dkn.faults.set({ kind: 'revoked' });

    await minutesOfTicks(bed, 8);

    const states = await statesOf(bed, fleet);
    expect(states.filter((state) => state === 'halted')).toHaveLength(5);
    expect(bed.announced().filter((line) => line === 'Configuration Required: dkn')).toHaveLength(1);
  });

  test('one refused principal among healthy ones is halted, alone', async () => {
    await using bed = await openBed();
    await enrolMany(bed, 'dkn', names('home', 6));
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'home-3' });

    await minutesOfTicks(bed, 2);

    expect(await bed.row('home-3')).toMatchObject({ state: 'halted', haltReason: 'refused' });
    expect(await bed.row('home-3')).not.toHaveProperty('dueQueue');
    expect(bed.announced()).toEqual(['Reauthorization Required: home-3']);
    for (const id of ['home-0', 'home-1', 'home-2', 'home-4', 'home-5'])
      expect(await bed.serves('dkn', id)).toBe(true);
  });

  test('a refused grant does not count when the row holds another one by then', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });
    const { principals } = bed.ports;
    const replacedMeanwhile = {
      ...bed.ports,
      principals: {
        ...principals,
        get: async (id: string) => {
          const reading = await principals.get(id);
          if (reading.row !== 'found') return reading;
          return {
            ...reading,
            principal: { ...reading.principal, generation: reading.principal.generation + 7 },
          };
        },
      },
    };

    const { tally } = await bed.tick(replacedMeanwhile);

    expect(tally.of('superseded')).toBe(1);
    expect(tally.of('refused')).toBe(0);
    expect((await bed.row('anna')).state).toBe('active');
  });

  test('where reuse revokes the whole family, a lost answer is not asked for again while a token lives', async () => {
    await using bed = await openBed({ revokeFamilyOnReuse: true });
    await bed.putApp('oauth2', { ...bed.clouds.oauth2.app, lost_answer: 'hold' });
    await bed.enrol('oauth2', 'anna');
    await bed.tick();
    bed.clock.advance(46 * MINUTE);
    bed.clouds.oauth2.faults.set({ kind: 'drop' }, { remaining: 1 });
    await bed.tick();
    const callsBefore = bed.clouds.oauth2.counts.calls;

    await minutesOfTicks(bed, 13);
    const callsWhileItLived = bed.clouds.oauth2.counts.calls;
    await minutesOfTicks(bed, 3);

    expect(callsWhileItLived).toBe(callsBefore);
    expect(await bed.serves('oauth2', 'anna')).toBe(true);
    expect(bed.clouds.oauth2.counts).toMatchObject({ refreshed: 2, reused: 0 });
  });

  test('one principal that alone meets errors is told of by itself; its app goes on for the others', async () => {
    await using bed = await openBed();
    await enrolMany(bed, 'dkn', names('home', 6));
    bed.clouds.dkn.faults.set({ kind: 'status', status: 500 }, { principal: 'home-0' });

    await minutesOfTicks(bed, 60);

    expect(bed.announced()).toEqual(['Refresh Failing: home-0']);
    for (const id of ['home-1', 'home-5']) expect((await bed.row(id)).failures).toBe(0);
  });

  test('a cloud that is down for hours halts nobody and is told of once, as one matter of the app', async () => {
    await using bed = await openBed();
    const fleet = names('home', 12);
    await enrolMany(bed, 'dkn', fleet);
    bed.clouds.dkn.faults.set({ kind: 'status', status: 502 });

    await minutesOfTicks(bed, 90);
    bed.clouds.dkn.faults.clear();
    await minutesOfTicks(bed, 20);

    expect(new Set(await statesOf(bed, fleet))).toEqual(new Set(['active']));
    for (const id of fleet) expect(await bed.serves('dkn', id)).toBe(true);
    expect(bed.announced()).toEqual(['Refresh Failing: dkn', 'Recovered: dkn']);
  }, 60_000);

  test('an app secret that may not be read pauses its app, costs one read a run, and is told of', async () => {
    await using bed = await openBed();
    await enrolMany(bed, 'dkn', names('home', 5));
    bed.clock.advance(10 * MINUTE);
    bed.aws.faults.set({
      service: 'secretsmanager',
      operation: 'GetSecretValue',
      kind: 'error',
      status: 400,
      errorType: 'AccessDeniedException',
    });
    const before = bed.aws.calls()['secretsmanager.GetSecretValue'] ?? 0;

    await bed.tick();

    const reads = (bed.aws.calls()['secretsmanager.GetSecretValue'] ?? 0) - before;
    expect(reads).toBeLessThanOrEqual(2);
    expect(bed.announced()).toEqual(['Configuration Required: dkn']);
    expect(bed.clouds.dkn.counts.calls).toBe(0);
  });

  test('a second principal on a one-token app is named and skipped: the first keeps its token', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'platform');
    await bed.tick();
    const before = await putIntoQueue(bed, 'other');
    bed.clock.advance(MINUTE);

    const { tally } = await bed.tick();

    expect(tally.of('skipped')).toBe(1);
    expect(tally.groups()).toEqual([
      { app: 'huawei', code: 'second-principal-of-a-one-token-app', count: 1, ids: ['other'] },
    ]);
    expect(await bed.row('other')).toEqual(before);
    expect(bed.clouds.huawei.counts.logins).toBe(0);
    expect(await bed.serves('huawei', 'platform')).toBe(true);
  });
});
