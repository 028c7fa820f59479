import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { OUTPUT } from '../../lambdas/contract.ts';
import { type Fleet, openFleet } from './fleet/fleet.ts';
import { targets } from './fleet/targets.ts';
import { until } from './fleet/until.ts';
import { REJECTION } from './remarks.ts';

const OPENING_MS = 60_000;
/** The schedule's minute, and a little. */
const SCHEDULED_MS = 75_000;
const PUBLISHING = ['CreateSecret', 'PutSecretValue'];
/** What a census judges was published longer ago: ListSecrets lags. */
const LONG_AGO_SECONDS = 600;

/** From the grant to the secret, by the functions themselves: nothing in here knows whose AWS it is. */
describe.each(targets)('a fleet on $name', (target) => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await openFleet(target);
  }, OPENING_MS);
  afterEach(async () => {
    await fleet?.front.calm();
    for (const { faults } of Object.values(fleet?.clouds ?? {})) faults.clear();
  });
  afterAll(() => fleet?.[Symbol.asyncDispose]());

  test.each(['dkn', 'huawei', 'kii', 'oauth2'] as const)(
    'a grant of %s is enrolled, and its token read back from the secret',
    async (provider) => {
      const enrolled = await fleet.enrol(provider, `first-of-${provider}`);

      await fleet.tick();

      expect(enrolled).toMatchObject({ ok: true, published: false });
      expect(await fleet.secret(provider, `first-of-${provider}`)).toMatchObject({
        principal_id: `first-of-${provider}`,
        token_type: 'Bearer',
      });
      expect(await fleet.serves(provider, `first-of-${provider}`)).toBe(true);
    },
  );

  test('the next tick puts the next token in its place', async () => {
    const first = await fleet.enrolled('dkn', 'next');

    await fleet.operate({ operation: 'refresh', principal_id: 'next' });
    await fleet.tick();

    const second = await fleet.secret('dkn', 'next');
    expect(second?.generation).toBe(first.generation + 1);
    expect(second?.access_token).not.toBe(first.access_token);
    expect(await fleet.serves('dkn', 'next')).toBe(true);
  });

  test('of two runs at once, one works and the other leaves it alone', async () => {
    const { counts } = fleet.clouds.dkn;
    await fleet.enrol('dkn', 'at-once');
    const callsBefore = counts.calls;

    const runs = await Promise.all([
      fleet.invoke(OUTPUT.refreshFunction),
      fleet.invoke(OUTPUT.refreshFunction),
      fleet.tick(),
    ]);

    expect(runs.slice(0, 2)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(counts.calls - callsBefore).toBe(1);
    expect(await fleet.serves('dkn', 'at-once')).toBe(true);
  });

  test('a run that another one overtakes: each principal is asked for once', async () => {
    const { counts } = fleet.clouds.dkn;
    await fleet.enrol('dkn', 'overtaken');
    const callsBefore = counts.calls;

    await fleet.front.disturb({ by: 'holding', operations: PUBLISHING });
    const slow = fleet.tick();
    await until(async () => (await fleet.front.held()) > 0);
    await fleet.time.endRunLease();
    const overtaking = await fleet.invoke(OUTPUT.refreshFunction);
    await fleet.front.calm();
    await slow;

    expect(overtaking).toMatchObject({ ok: true });
    expect(counts.calls - callsBefore).toBe(1);
    expect(counts.reused).toBe(0);
    expect(await fleet.serves('dkn', 'overtaken')).toBe(true);
  });

  test('a run that is killed after asking: the next one publishes what it kept, and asks nobody', async () => {
    const { counts } = fleet.clouds.kii;
    await fleet.enrol('kii', 'killed');
    const callsBefore = counts.calls;

    await fleet.front.disturb({ by: 'holding', operations: PUBLISHING });
    const dying = fleet.tick().then(
      () => 'ended',
      () => 'died',
    );
    await until(async () => (await fleet.front.held()) > 0);
    await fleet.killTicks();
    const end = await dying;
    await fleet.front.calm();
    const published = (await fleet.show('killed')).published;
    await fleet.time.pass('killed');
    await fleet.tick();

    expect(end).toBe('died');
    expect(published).toBe(false);
    expect(await fleet.serves('kii', 'killed')).toBe(true);
    expect(counts.calls - callsBefore).toBe(1);
    expect(counts.reused).toBe(0);
  });

  test('a run that is killed while it waits for an answer: the grant goes on', async () => {
    const { counts, faults } = fleet.clouds.kii;
    await fleet.enrol('kii', 'unanswered');
    const callsBefore = counts.calls;

    faults.set({ kind: 'hang' });
    const dying = fleet.tick().then(
      () => 'ended',
      () => 'died',
    );
    await until(async () => counts.calls > callsBefore);
    await fleet.killTicks();
    const end = await dying;
    faults.clear();
    await fleet.time.pass('unanswered');
    await fleet.tick();

    expect(end).toBe('died');
    expect(await fleet.serves('kii', 'unanswered')).toBe(true);
    expect(counts.reused).toBe(0);
  });

  test('while secrets cannot be written, no living token is risked', async () => {
    const { counts } = fleet.clouds.dkn;
    const before = await fleet.enrolled('dkn', 'spared');
    const callsBefore = counts.calls;

    await fleet.front.disturb({ by: 'refusing', operations: PUBLISHING });
    await fleet.operate({ operation: 'refresh', principal_id: 'spared' });
    await fleet.tick();
    const meanwhile = await fleet.secret('dkn', 'spared');
    const asked = counts.calls - callsBefore;
    await fleet.front.calm();
    await fleet.time.pass('spared');
    await fleet.tick();

    expect(asked).toBe(0);
    expect(meanwhile).toEqual(before);
    expect((await fleet.secret('dkn', 'spared'))?.generation).toBe(before.generation + 1);
    expect(await fleet.serves('dkn', 'spared')).toBe(true);
  });

  test('a token that could not be published is kept, and published without asking again', async () => {
    const { counts } = fleet.clouds.dkn;
    await fleet.enrol('dkn', 'kept');
    const callsBefore = counts.calls;

    await fleet.front.disturb({ by: 'refusing', operations: PUBLISHING });
    await fleet.tick();
    const meanwhile = await fleet.show('kept');
    await fleet.front.calm();
    await fleet.time.pass('kept');
    await fleet.tick();

    expect(meanwhile).toMatchObject({ state: 'active', published: false });
    expect(await fleet.serves('dkn', 'kept')).toBe(true);
    expect(counts.calls - callsBefore).toBe(1);
    expect(counts.reused).toBe(0);
  });

  test(REJECTION, async () => {
    const { counts, faults } = fleet.clouds.dkn;
    const rejected = await fleet.enrolled('dkn', 'rejected');
    await fleet.time.age('rejected', LONG_AGO_SECONDS);
    faults.set({ kind: 'access-revoked' }, { principal: 'rejected' });
    const servedBefore = await fleet.serves('dkn', 'rejected');
    const callsBefore = counts.calls;

    await fleet.reject({ principalId: 'rejected', generation: rejected.generation });
    await until(async () => Number((await fleet.show('rejected')).refresh_at) * 1_000 <= Date.now());
    await fleet.tick();

    expect(servedBefore).toBe(false);
    expect((await fleet.secret('dkn', 'rejected'))?.generation).toBe(rejected.generation + 1);
    expect(await fleet.serves('dkn', 'rejected')).toBe(true);
    expect(counts.calls - callsBefore).toBe(1);
  });

  test('a grant that its cloud refuses halts its principal, until a new one revives it', async () => {
    await fleet.enrolled('oauth2', 'refused');
    fleet.clouds.oauth2.faults.set({ kind: 'revoked' }, { principal: 'refused' });
    await fleet.operate({ operation: 'refresh', principal_id: 'refused' });

    await fleet.tick();
    const halted = await fleet.show('refused');
    await fleet.enrol('oauth2', 'refused');
    await fleet.tick();

    expect(halted).toMatchObject({ state: 'halted', halt_reason: 'refused' });
    expect(await fleet.show('refused')).toMatchObject({ state: 'active', published: true });
    expect(await fleet.serves('oauth2', 'refused')).toBe(true);
  });

  test('a census counts the fleet, and has a secret that was lost made again without asking the cloud', async () => {
    const { counts } = fleet.clouds.dkn;
    const before = await fleet.enrolled('dkn', 'lost');
    await fleet.time.age('lost', LONG_AGO_SECONDS);
    const SecretId = fleet.secretName('dkn', 'lost');
    await fleet.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    const callsBefore = counts.calls;

    const counted = await fleet.census({ deep: true });
    await fleet.time.pass('lost');
    await fleet.tick();

    expect(counted).toMatchObject({ done: true, principals: { halted: 0 }, malformed: 0, drift: 1 });
    expect(await fleet.secret('dkn', 'lost')).toEqual(before);
    expect(counts.calls).toBe(callsBefore);
  });

  test('who is removed is gone from table and secrets, and may be enrolled again', async () => {
    const before = await fleet.enrolled('dkn', 'removed');

    const removed = await fleet.operate({ operation: 'remove', principal_id: 'removed', now: true });
    const shown = await fleet.show('removed');
    const secret = await fleet.secret('dkn', 'removed');
    const again = await fleet.enrolled('dkn', 'removed');

    expect(removed).toMatchObject({ ok: true, change: 'removed', secret: 'deleted' });
    expect(shown).toMatchObject({ ok: false });
    expect(secret).toBeUndefined();
    expect(again.access_token).not.toBe(before.access_token);
    expect(await fleet.serves('dkn', 'removed')).toBe(true);
  });

  test(
    'the schedule ticks by itself',
    async () => {
      await fleet.enrol('dkn', 'scheduled');

      fleet.startSchedules();

      await until(async () => (await fleet.show('scheduled')).published === true, SCHEDULED_MS);
      expect(await fleet.serves('dkn', 'scheduled')).toBe(true);
    },
    SCHEDULED_MS + OPENING_MS,
  );
});
