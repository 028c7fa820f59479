import {
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';
import { byHand, codesOf, countNow, portsFor } from './censuses.ts';

const MINUTE = 60_000;

/** A principal refreshed twice, so that its secret has an older version; long enough ago for a listing to know. */
const refreshedTwice = async (bed: Bed, id = 'anna'): Promise<void> => {
  await bed.enrol('dkn', id);
  await bed.tick();
  bed.clock.advance(50 * MINUTE);
  await bed.tick();
  bed.clock.advance(10 * MINUTE);
};

/** As a Put does that was sent long ago and arrives now. */
const latePutOfTheOlder = async (bed: Bed, id = 'anna'): Promise<void> => {
  const { secretName: SecretId } = await bed.row(id);
  const { VersionIdsToStages = {} } = await bed.clients.secrets.send(new DescribeSecretCommand({ SecretId }));
  const holding = (stage: string) =>
    Object.keys(VersionIdsToStages).find((version) => VersionIdsToStages[version]?.includes(stage));
  await bed.clients.secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: holding('AWSPREVIOUS'),
      RemoveFromVersionId: holding('AWSCURRENT'),
    }),
  );
};

const deleteSecret = async (bed: Bed, id = 'anna'): Promise<void> => {
  const { secretName: SecretId } = await bed.row(id);
  await bed.clients.secrets.send(new DeleteSecretCommand({ SecretId }));
};

describe('a secret that does not show what its row published', () => {
  test('after a late Put of an older generation: consumers get the living token back, and nobody is asked', async () => {
    await using bed = await openBed();
    await refreshedTwice(bed);
    await latePutOfTheOlder(bed);
    const servedMeanwhile = await bed.serves('dkn', 'anna');
    const asked = bed.clouds.dkn.counts.calls;

    const report = await countNow(bed);
    await bed.tick();

    expect(servedMeanwhile).toBe(false);
    expect(codesOf(report).mended).toEqual({ 'secret-differs': 1 });
    expect(report.counts.drift).toBe(1);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: asked, reused: 0 });
    expect((await countNow(bed)).counts.drift).toBe(0);
  });

  test('after somebody wrote into it: it shows the token again', async () => {
    await using bed = await openBed();
    await refreshedTwice(bed);
    const { secretName: SecretId } = await bed.row('anna');
    const SecretString = '{"access_token":"of my own"}';
    await bed.clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));

    const report = await countNow(bed);
    await bed.tick();

    expect(codesOf(report).mended).toEqual({ 'secret-differs': 1 });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('that was deleted is found by a deep census, and rebuilt by a tick from the row', async () => {
    await using bed = await openBed();
    await refreshedTwice(bed);
    await deleteSecret(bed);
    const asked = bed.clouds.dkn.counts.calls;

    const shallow = await countNow(bed);
    const deep = await countNow(bed, { deep: true });
    await bed.tick();

    expect(codesOf(shallow).mended).toEqual({});
    expect(codesOf(deep).mended).toEqual({ 'secret-missing': 1 });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts.calls).toBe(asked);
  });

  test('of a paused principal is named and left until it runs again', async () => {
    await using bed = await openBed();
    await refreshedTwice(bed);
    await latePutOfTheOlder(bed);
    await bed.ports.principals.pause('anna');
    const before = await byHand(bed).item('anna');

    const report = await countNow(bed);

    expect(codesOf(report)).toEqual({ mended: {}, found: { 'secret-differs-while-stopped': 1 } });
    expect(report.counts.drift).toBe(1);
    expect(await byHand(bed).item('anna')).toEqual(before);
  });

  test('is left to the tick that is about to replace it, and while the listing may be behind', async () => {
    await using bed = await openBed();
    await refreshedTwice(bed, 'due');
    await refreshedTwice(bed, 'fresh');
    for (const id of ['due', 'fresh']) await latePutOfTheOlder(bed, id);
    await bed.ports.principals.markDue('due', 'forced', bed.clock.now());
    await byHand(bed).set('fresh', { lastRefreshedAt: Math.floor(bed.clock.now() / 1_000) - 60 });

    const report = await countNow(bed);

    expect(codesOf(report)).toEqual({ mended: {}, found: {} });
  });

  test('is not touched where the row changed after it was read', async () => {
    await using bed = await openBed();
    await refreshedTwice(bed);
    await latePutOfTheOlder(bed);
    const ports = portsFor(bed);
    const refreshedMeanwhile = {
      ...ports,
      principals: {
        ...ports.principals,
        async getMany(ids: readonly string[]) {
          const rows = await ports.principals.getMany(ids);
          await ports.principals.markDue('anna', 'forced', bed.clock.now());
          await bed.tick();
          return rows;
        },
      },
    };

    const report = await countNow(bed, { ports: refreshedMeanwhile });

    const { generation } = await bed.row('anna');
    expect(codesOf(report).mended).toEqual({});
    expect(await bed.row('anna')).toMatchObject({ publishedGeneration: generation });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});

describe('the listing of secrets', () => {
  test('begins anew, and counts no orphan twice, where its place is not known any more', async () => {
    await using bed = await openBed();
    await refreshedTwice(bed);
    await byHand(bed).remove('anna');
    const ports = portsFor(bed);
    const { counts } = await countNow(bed);
    await ports.record.keep({
      startedAt: bed.clock.now(),
      deep: false,
      segments: ['done'],
      listing: { from: 'a token of last month' },
      counts,
    });

    const again = await countNow(bed);

    expect(again.done).toBe(true);
    expect(again.counts.orphans).toBe(1);
  });

  test('of many pages holds every secret against its row', async () => {
    await using bed = await openBed();
    const fleet = Array.from({ length: 130 }, (_, n) => `home-${n}`);
    for (const id of fleet) await bed.enrol('dkn', id);
    for (let n = 0; n < 3; n += 1) await bed.tick();
    bed.clock.advance(10 * MINUTE);
    for (const id of ['home-3', 'home-127']) await byHand(bed).remove(id);

    const { counts } = await countNow(bed);

    expect(counts).toMatchObject({ orphans: 2, drift: 0, principals: { active: 128 } });
    expect(bed.aws.calls()['secretsmanager.ListSecrets']).toBe(2);
  });
});
