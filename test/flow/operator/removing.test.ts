import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { tokenSecretName } from '../../../lambdas/contract.ts';
import { remove } from '../../../lambdas/flow/operator/remove.ts';
import { secretsOf } from '../../support/secrets.ts';
import { type Bed, openBed } from '../bed.ts';
import { withCode } from '../enrolments.ts';
import { holdAt } from '../hold.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LATER = { done: true, change: 'removed', secret: { secret: 'deletes-after-days', days: 30 } };

const published = async (bed: Bed, provider: 'dkn' | 'huawei', principalId: string): Promise<void> => {
  await bed.enrol(provider, principalId);
  await bed.tick();
};
const nameOf = (bed: Bed, provider: string, principalId: string): string =>
  tokenSecretName(bed.settings.secretPrefix, provider, principalId);
const deletedAt = async (bed: Bed, provider: string, principalId: string): Promise<Date | undefined> =>
  (await secretsOf(bed.clients.secrets).describe(nameOf(bed, provider, principalId))).DeletedDate;
const isGone = async (bed: Bed, principalId: string): Promise<boolean> =>
  (await bed.ports.principals.get(principalId)).row === 'missing';
/** As somebody by hand, or another version, would spoil it. */
const spoil = (bed: Bed, principalId: string, attribute = 'failures') =>
  bed.clients.dynamo.send(
    new UpdateItemCommand({
      TableName: bed.settings.principalsTable,
      Key: { principalId: { S: principalId } },
      UpdateExpression: 'SET #attribute = :odd',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':odd': { S: 'odd' } },
    }),
  );

describe('removing a principal', () => {
  test('takes its row away at once, and its secret after a month in which it can be brought back', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');

    const removed = await remove({ principalId: 'anna' }, bed.ports);
    const due = await deletedAt(bed, 'dkn', 'anna');
    bed.clock.advance(60 * MINUTE);
    const { tally } = await bed.tick();

    expect(removed).toEqual(LATER);
    expect(await isGone(bed, 'anna')).toBe(true);
    expect(due?.getTime()).toBe(bed.clock.now() - 60 * MINUTE + 30 * DAY);
    expect(await bed.secret('dkn', 'anna')).toBeUndefined();
    expect(tally.of('due')).toBe(0);
  });

  test('at once leaves nothing', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');

    const removed = await remove({ principalId: 'anna', atOnce: true }, bed.ports);

    expect(removed).toEqual({ done: true, change: 'removed', secret: { secret: 'deleted' } });
    expect(await isGone(bed, 'anna')).toBe(true);
    await expect(deletedAt(bed, 'dkn', 'anna')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('that was never published says that there is no secret', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');

    const removed = await remove({ principalId: 'anna' }, bed.ports);

    expect(removed).toEqual({ done: true, change: 'removed', secret: { secret: 'missing' } });
  });

  test('frees its one-token app for another', async () => {
    await using bed = await openBed();
    await published(bed, 'huawei', 'platform');

    await remove({ principalId: 'platform' }, bed.ports);
    await bed.enrol('huawei', 'other');
    await bed.tick();

    expect(await bed.serves('huawei', 'other')).toBe(true);
  });

  test.each([
    ['nobody', /^nobody is not enrolled$/],
    ['no name', /^is not enrolled$/],
  ])('refuses where there is nothing of the kind (%s)', async (principalId, remedy) => {
    await using bed = await openBed();

    expect(await remove({ principalId }, bed.ports)).toEqual({
      done: false,
      field: 'principal_id',
      remedy: expect.stringMatching(remedy),
    });
  });
});

describe('a removal that failed in the middle', () => {
  test('is done when it is repeated: the secret goes, and the one-token app is free', async () => {
    await using bed = await openBed();
    await published(bed, 'huawei', 'platform');
    bed.aws.faults.set({ service: 'secretsmanager', operation: 'DeleteSecret', kind: 'error' });

    const first = await remove({ principalId: 'platform' }, bed.ports).catch(({ name }: Error) => name);
    const rowAfterFirst = await isGone(bed, 'platform');
    bed.aws.faults.clear();
    const second = await remove({ principalId: 'platform' }, bed.ports);
    const third = await remove({ principalId: 'platform' }, bed.ports);

    expect(first).toBe('InternalServiceError');
    expect(rowAfterFirst).toBe(true);
    expect(bed.recorder.lines).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/removed in part/) }),
    );
    expect(second).toEqual(LATER);
    expect(third).toEqual({ done: true, change: 'unchanged', secret: { secret: 'being-deleted' } });
    expect((await bed.ports.controls.list()).apps[0]).not.toHaveProperty('sole');
  });

  test('may be repeated with less patience: a secret that waits for its end ends now', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    await remove({ principalId: 'anna' }, bed.ports);

    const removed = await remove({ principalId: 'anna', atOnce: true }, bed.ports);

    expect(removed).toEqual({ done: true, change: 'removed', secret: { secret: 'deleted' } });
    await expect(deletedAt(bed, 'dkn', 'anna')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('whose answer was lost is done once', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    bed.aws.faults.set({ service: 'dynamodb', operation: 'DeleteItem', kind: 'drop-after', remaining: 1 });

    expect(await remove({ principalId: 'anna' }, bed.ports)).toEqual(LATER);
  });

  test("leaves another fleet's secret alone, whoever it is called after", async () => {
    await using bed = await openBed();
    const Name = nameOf(bed, 'dkn', 'anna');
    await bed.clients.secrets.send(new CreateSecretCommand({ Name, SecretString: 'theirs' }));

    const removed = await remove({ principalId: 'anna', atOnce: true }, bed.ports);

    expect(removed).toMatchObject({ done: false, remedy: 'anna is not enrolled' });
    expect(await secretsOf(bed.clients.secrets).current(Name)).toBe('theirs');
  });
});

describe('a removal in the middle of other things', () => {
  test.each(['transport.send', 'principals.keep', 'vault.publish', 'principals.settle'] as const)(
    'of a refresh (before %s) is refused with the time to wait, and nothing is lost',
    async (step) => {
      await using bed = await openBed();
      await bed.enrol('dkn', 'anna');
      const run = holdAt(bed.ports, step);
      const ticking = bed.tick(run.ports);
      await run.reached;

      const refused = await remove({ principalId: 'anna' }, bed.ports);
      run.release();
      await ticking;
      const servedAfterwards = await bed.serves('dkn', 'anna');
      const removed = await remove({ principalId: 'anna' }, bed.ports);

      expect(refused).toMatchObject({
        done: false,
        remedy: expect.stringMatching(/in flight.*try again in \d+ s/),
      });
      expect(servedAfterwards).toBe(true);
      expect(removed).toEqual(LATER);
    },
  );

  test('of an exchange is refused, too: what its code yielded is kept and published', async () => {
    await using bed = await openBed();
    const exchanging = holdAt(bed.ports, 'transport.send', 'after');
    const enrolling = bed.enrolNow(withCode(bed, 'anna'), exchanging.ports);
    await exchanging.reached;

    const refused = await remove({ principalId: 'anna' }, bed.ports);
    exchanging.release();
    const enrolled = await enrolling;

    expect(refused).toMatchObject({ done: false, remedy: expect.stringMatching(/in flight/) });
    expect(enrolled).toMatchObject({ enrolled: true, published: true });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('that crosses the keeping of a run whose lease has ended: nothing comes back, neither row nor secret', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    bed.clock.advance(46 * MINUTE);
    const run = holdAt(bed.ports, 'principals.keep');
    const ticking = bed.tick(run.ports);
    await run.reached;
    bed.clock.advance(2 * MINUTE);

    const removed = await remove({ principalId: 'anna' }, bed.ports);
    run.release();
    await ticking;

    expect(removed).toEqual(LATER);
    expect(await isGone(bed, 'anna')).toBe(true);
    expect(await bed.secret('dkn', 'anna')).toBeUndefined();
    expect(await deletedAt(bed, 'dkn', 'anna')).toBeDefined();
  });

  test('that rests on a reading which a refresh has overtaken is refused: the new grant stays', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const removing = holdAt(bed.ports, 'principals.remove' as 'principals.keep');
    const removal = remove({ principalId: 'anna' }, removing.ports);
    await removing.reached;

    await bed.tick();
    removing.release();

    expect(await removal).toMatchObject({ done: false, remedy: expect.stringMatching(/changed meanwhile/) });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test.each([
    ['before its secret is looked for', 'vault.find', 'before'],
    ['just before its secret is deleted', 'vault.delete', 'before'],
    ['just after its secret was deleted', 'vault.delete', 'after'],
  ] as const)(
    'while it is enrolled again (%s): consumers of the new one keep their secret',
    async (_, step, when) => {
      await using bed = await openBed();
      await published(bed, 'dkn', 'anna');
      const removing = holdAt(bed.ports, step as 'vault.publish', when);
      const removal = remove({ principalId: 'anna' }, removing.ports);
      await removing.reached;

      await bed.enrol('dkn', 'anna');
      await bed.tick();
      removing.release();

      expect(await removal).toEqual({ done: true, change: 'removed', secret: { secret: 'in-use' } });
      expect(await deletedAt(bed, 'dkn', 'anna')).toBeUndefined();
      expect(await bed.serves('dkn', 'anna')).toBe(true);
    },
  );

  test('at once, after it was enrolled again: its secret is not touched at all', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    const removing = holdAt(bed.ports, 'vault.find' as 'vault.publish');
    const removal = remove({ principalId: 'anna', atOnce: true }, removing.ports);
    await removing.reached;

    await bed.enrol('dkn', 'anna');
    await bed.tick();
    removing.release();

    expect(await removal).toEqual({ done: true, change: 'removed', secret: { secret: 'in-use' } });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('at once, while it is enrolled again: the next tick makes the secret anew', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    const removing = holdAt(bed.ports, 'vault.delete' as 'vault.publish');
    const removal = remove({ principalId: 'anna', atOnce: true }, removing.ports);
    await removing.reached;

    await bed.enrol('dkn', 'anna');
    await bed.tick();
    removing.release();
    const removed = await removal;
    await bed.tick();

    expect(removed).toEqual({ done: true, change: 'removed', secret: { secret: 'in-use' } });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(bed.clouds.dkn.counts.reused).toBe(0);
  });
});

describe('who is enrolled again while the old secret waits for its end', () => {
  test('gets it back, with a generation above all that it has shown', async () => {
    await using bed = await openBed();
    await published(bed, 'dkn', 'anna');
    const before = await bed.secret('dkn', 'anna');
    await remove({ principalId: 'anna' }, bed.ports);
    bed.clock.advance(MINUTE);

    await bed.enrol('dkn', 'anna');
    await bed.tick();

    const after = await bed.secret('dkn', 'anna');
    expect(await deletedAt(bed, 'dkn', 'anna')).toBeUndefined();
    expect(after?.generation).toBeGreaterThan(Number(before?.generation));
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});

describe('a row that breaks the contract', () => {
  test('is removed, with the secret that it published and the app that it held', async () => {
    await using bed = await openBed();
    await published(bed, 'huawei', 'platform');
    await spoil(bed, 'platform');

    const removed = await remove({ principalId: 'platform' }, bed.ports);

    expect(removed).toEqual(LATER);
    expect(await isGone(bed, 'platform')).toBe(true);
    expect(await deletedAt(bed, 'huawei', 'platform')).toBeDefined();
    expect((await bed.ports.controls.list()).apps[0]).not.toHaveProperty('sole');
  });

  test('and was spoilt while a run held it is left to that run', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    const run = holdAt(bed.ports, 'principals.keep');
    const ticking = bed.tick(run.ports);
    await run.reached;
    await spoil(bed, 'anna', 'labels');

    const refused = await remove({ principalId: 'anna' }, bed.ports);
    run.release();
    await ticking;

    expect(refused).toMatchObject({ done: false, remedy: expect.stringMatching(/in flight.*in 120 s/) });
    expect(await isGone(bed, 'anna')).toBe(false);
  });
});
