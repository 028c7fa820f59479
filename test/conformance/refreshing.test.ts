import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import type { Bed } from '../flow/bed.ts';
import { environments } from './environments.ts';

/** Moves the clock to where the row says that it should be looked at again. */
const whenDue = async (bed: Bed, id: string): Promise<void> => {
  const { refreshAt = 0 } = await bed.row(id);
  bed.clock.advance(refreshAt - bed.clock.now());
};

/** On whatever AWS the environment has: nothing in here knows which. */
describe.each(environments)('refreshing on $name', (environment) => {
  test.each(['dkn', 'huawei', 'kii', 'oauth2'] as const)(
    'enrols a grant of %s, publishes its token with the next tick, and another one when its time comes',
    async (provider) => {
      await using bed = await environment.open();
      await bed.enrol(provider, 'anna');

      await bed.tick();
      const first = await bed.secret(provider, 'anna');
      const firstServed = await bed.serves(provider, 'anna');
      await whenDue(bed, 'anna');
      await bed.tick();
      const second = await bed.secret(provider, 'anna');

      expect(firstServed).toBe(true);
      expect(first).toMatchObject({ schema: 1, principal_id: 'anna', token_type: 'Bearer' });
      expect(second?.generation).toBe((first?.generation ?? 0) + 1);
      expect(second?.access_token).not.toBe(first?.access_token);
      expect(await bed.serves(provider, 'anna')).toBe(true);
      expect(bed.clouds[provider].counts).toMatchObject({ refreshed: 2, reused: 0, refused: 0 });
    },
  );

  test('does nothing while nobody is due', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const before = await bed.row('anna');

    await bed.tick();

    expect(await bed.row('anna')).toEqual(before);
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('reads queues page by page: more principals than one page holds are all refreshed', async () => {
    await using bed = await environment.open();
    const fleet = Array.from({ length: 60 }, (_, i) => `home-${i}`);
    for (const id of fleet) await bed.enrol('dkn', id);

    const { tally } = await bed.tick();

    expect(tally.of('published')).toBe(fleet.length);
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: fleet.length, reused: 0 });
  });

  test('rebuilds a secret that was deleted by hand, from the row and without asking the provider', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const before = await bed.secret('dkn', 'anna');
    await deleteForGood(bed, 'anna');

    await bed.publishAgain('anna');

    expect(await bed.secret('dkn', 'anna')).toEqual(before);
    expect(bed.clouds.dkn.counts.calls).toBe(1);
  });

  test('publishes the next token though its secret was deleted by hand', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    await whenDue(bed, 'anna');
    await deleteForGood(bed, 'anna');

    await bed.tick();

    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('takes AWSCURRENT back for the token of the row when an older one has got it', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const older = (await bed.row('anna')).publishedVersion;
    await whenDue(bed, 'anna');
    await bed.tick();
    const { secretName, publishedVersion } = await bed.row('anna');
    await bed.clients.secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: secretName,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: older,
        RemoveFromVersionId: publishedVersion,
      }),
    );
    const meanwhile = await labelled(bed, secretName);

    await bed.publishAgain('anna');

    expect(meanwhile).toBe(older);
    expect(await labelled(bed, secretName)).toBe(publishedVersion);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('tells on the bus who must authorize again, once, and when that is over', async () => {
    await using bed = await environment.open();
    const delivered = await environment.tap(bed);
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'revoked' }, { principal: 'anna' });

    await bed.tick();
    await bed.tick();
    bed.clouds.dkn.faults.clear();
    await bed.enrol('dkn', 'anna');
    await bed.tick();

    const about = {
      source: 'refresh-scheduler',
      detail: { principalId: 'anna', provider: 'dkn', app: 'dkn' },
    };
    const told = (await delivered()).toSorted((a, b) => (a['detail-type'] < b['detail-type'] ? -1 : 1));
    expect(told).toMatchObject([
      { 'detail-type': 'Reauthorization Required', ...about },
      { 'detail-type': 'Recovered', ...about },
    ]);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});

/** Asks by the label: without one, moto goes on answering with the version that was put last. */
const labelled = async (bed: Bed, SecretId: string): Promise<string | undefined> => {
  const { VersionId } = await bed.clients.secrets.send(
    new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }),
  );
  return VersionId;
};

const deleteForGood = async (bed: Bed, id: string): Promise<void> => {
  const { secretName } = await bed.row(id);
  await bed.clients.secrets.send(
    new DeleteSecretCommand({ SecretId: secretName, ForceDeleteWithoutRecovery: true }),
  );
};
