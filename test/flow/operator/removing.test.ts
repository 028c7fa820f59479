import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from '@jest/globals';
import { remove } from '../../../lambdas/flow/operator/remove.ts';
import { secretsOf } from '../../support/secrets.ts';
import { type Bed, openBed } from '../bed.ts';
import { holdAt } from '../hold.ts';
import { deletedAt, isGone, LATER, nameOf, published } from './removals.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

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
