import { DeleteSecretCommand, ListSecretVersionIdsCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';

const MINUTE = 60_000;
const names = (n: number) => Array.from({ length: n }, (_, i) => `home-${i}`);

/** A fleet with living, published tokens whose time to be refreshed has come. */
const dueAgain = async (bed: Bed, n: number): Promise<string[]> => {
  for (const id of names(n)) await bed.enrol('dkn', id);
  await bed.tick();
  bed.clock.advance(46 * MINUTE);
  return names(n);
};

const versionsOf = async (bed: Bed, id: string): Promise<number> => {
  const { secretName } = await bed.row(id);
  const listed = await bed.clients.secrets.send(
    new ListSecretVersionIdsCommand({ SecretId: secretName, IncludeDeprecated: true }),
  );
  return listed.Versions?.length ?? 0;
};

const secretsManagerDown = (bed: Bed, operation?: string) =>
  bed.aws.faults.set({ service: 'secretsmanager', kind: 'error', ...(operation ? { operation } : {}) });

describe('a live access token is served until its real expiry', () => {
  test("Secrets Manager down: nobody's live token is killed, and nobody is asked for", async () => {
    await using bed = await openBed();
    const fleet = await dueAgain(bed, 6);
    const refreshedBefore = bed.clouds.dkn.counts.refreshed;
    secretsManagerDown(bed, 'PutSecretValue');

    const { tally } = await bed.tick();

    expect(bed.clouds.dkn.counts.refreshed).toBe(refreshedBefore);
    expect(tally.of('deferred')).toBe(fleet.length);
    // Shows on the dashboard though no token was refreshed: three proofs failed.
    expect(tally.of('publishFailed')).toBe(3);
    bed.aws.faults.clear();
    for (const id of fleet) expect(await bed.serves('dkn', id)).toBe(true);
    for (const id of fleet) expect((await bed.row(id)).failures).toBe(0);
  });

  test('Secrets Manager back: everybody is refreshed and published, nothing was presented twice', async () => {
    await using bed = await openBed();
    const fleet = await dueAgain(bed, 6);
    secretsManagerDown(bed, 'PutSecretValue');
    await bed.tick();
    bed.aws.faults.clear();

    bed.clock.advance(2 * MINUTE);
    await bed.tick();

    expect(bed.clouds.dkn.counts).toMatchObject({ refreshed: 2 * fleet.length, reused: 0 });
    for (const id of fleet) expect(await bed.serves('dkn', id)).toBe(true);
  });

  test('Secrets Manager down: a token that is dead anyway is refreshed, kept, and published later without asking', async () => {
    await using bed = await openBed();
    await dueAgain(bed, 1);
    bed.clock.advance(20 * MINUTE);
    secretsManagerDown(bed, 'PutSecretValue');

    const { tally } = await bed.tick();
    bed.aws.faults.clear();
    bed.clock.advance(2 * MINUTE);
    const { tally: later } = await bed.tick();

    expect(tally.of('refreshed')).toBe(1);
    expect(tally.of('publishFailed')).toBe(1);
    expect(later.of('republished')).toBe(1);
    expect(bed.clouds.dkn.counts.refreshed).toBe(2);
    expect(await bed.serves('dkn', 'home-0')).toBe(true);
  });

  test('proving that secrets can be written costs one Put a run and no version', async () => {
    await using bed = await openBed();
    const fleet = await dueAgain(bed, 6);
    const putsBefore = bed.aws.calls()['secretsmanager.PutSecretValue'] ?? 0;

    await bed.tick();

    const puts = (bed.aws.calls()['secretsmanager.PutSecretValue'] ?? 0) - putsBefore;
    expect(puts).toBe(fleet.length + 1);
    expect(await versionsOf(bed, 'home-0')).toBe(2);
  });

  test("a secret that is broken by itself: its live token is spared, whatever its neighbours' secrets prove", async () => {
    await using bed = await openBed();
    await dueAgain(bed, 1);
    const before = await bed.secret('dkn', 'home-0');
    const { vault } = bed.ports;
    const oneBroken = {
      ...bed.ports,
      vault: {
        ...vault,
        publish: async (...args: Parameters<typeof vault.publish>) =>
          args[0].principalId === 'home-0'
            ? ({ publication: 'failed', fault: 'own', code: 'publish-AccessDenied' } as const)
            : vault.publish(...args),
      },
    };
    await bed.tick(oneBroken);
    await bed.enrol('dkn', 'home-1');
    bed.clock.advance(2 * MINUTE);

    const { tally } = await bed.tick(oneBroken);

    expect(tally.of('published')).toBe(1);
    expect(await bed.secret('dkn', 'home-0')).toEqual(before);
    expect(await bed.serves('dkn', 'home-0')).toBe(true);
    expect(await bed.row('home-0')).toMatchObject({
      failures: 2,
      lastError: { code: 'publish-AccessDenied' },
    });
  });

  test('a failed early refresh leaves the secret as it was', async () => {
    await using bed = await openBed();
    await dueAgain(bed, 1);
    const before = await bed.secret('dkn', 'home-0');
    bed.clouds.dkn.faults.set({ kind: 'status', status: 503 });

    await bed.tick();

    expect(await bed.secret('dkn', 'home-0')).toEqual(before);
    expect((await bed.row('home-0')).refreshAt).toBeLessThan((await bed.row('home-0')).expiresAt ?? 0);
  });
});

describe('the versions that a secret may have', () => {
  test('are never used up by a lifetime too short to be kept up: the live token stays, and it is told', async () => {
    await using bed = await openBed({ lifetimeSeconds: 600 });
    await bed.enrol('dkn', 'anna');

    for (let minute = 0; minute < 12 * 60; minute += 5) {
      await bed.tick();
      bed.clock.advance(5 * MINUTE);
    }

    const { tally } = await bed.tick();
    expect(await versionsOf(bed, 'anna')).toBeLessThanOrEqual(100);
    expect(tally.of('publishFailed')).toBe(0);
    expect(bed.announced()).toEqual(['Configuration Required: anna']);
    expect(bed.clouds.dkn.counts.reused).toBe(0);
  }, 60_000);
});

describe('the row is the truth, the secret a published view of it', () => {
  test.each([
    ['for good', { ForceDeleteWithoutRecovery: true }],
    ['with a recovery window', { RecoveryWindowInDays: 7 }],
  ])('a secret deleted by hand (%s) comes back without a call to the provider', async (_, how) => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const before = await bed.secret('dkn', 'anna');
    const { secretName } = await bed.row('anna');
    await bed.clients.secrets.send(new DeleteSecretCommand({ SecretId: secretName, ...how }));

    await bed.publishAgain('anna');

    expect(await bed.secret('dkn', 'anna')).toEqual(before);
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('a secret deleted by hand also comes back when its principal is refreshed', async () => {
    await using bed = await openBed();
    await dueAgain(bed, 1);
    const { secretName } = await bed.row('home-0');
    await bed.clients.secrets.send(
      new DeleteSecretCommand({ SecretId: secretName, ForceDeleteWithoutRecovery: true }),
    );

    await bed.tick();

    expect(await bed.serves('dkn', 'home-0')).toBe(true);
  });
});
