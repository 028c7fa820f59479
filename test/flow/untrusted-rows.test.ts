import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { openBed } from './bed.ts';

describe('a row that somebody tampered with', () => {
  test("cannot publish its token where another principal's readers look", async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('dkn', 'mallory');
    await bed.tick();
    const { secretName } = await bed.row('anna');
    const before = await bed.secret('dkn', 'anna');
    await bed.clients.dynamo.send(
      new UpdateItemCommand({
        TableName: 'Principals',
        Key: { principalId: { S: 'mallory' } },
        UpdateExpression: 'SET secretName = :anna',
        ExpressionAttributeValues: { ':anna': { S: secretName } },
      }),
    );
    bed.clock.advance(46 * 60_000);

    await bed.tick();

    expect((await bed.secret('dkn', 'anna'))?.principal_id).toBe('anna');
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(await bed.secret('dkn', 'anna')).not.toEqual(before);
    expect((await bed.row('mallory')).lastError?.code).toBe('publish-foreign-name');
  });

  test('makes nobody late in the metrics', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.clients.dynamo.send(
      new UpdateItemCommand({
        TableName: 'Principals',
        Key: { principalId: { S: 'poison' } },
        UpdateExpression: 'SET dueQueue = :dkn, refreshAt = :long',
        ExpressionAttributeValues: { ':dkn': { S: 'dkn' }, ':long': { N: '1' } },
      }),
    );
    bed.clock.advance(60_000);

    const { oldestOverdueMs } = await bed.tick();

    expect(oldestOverdueMs).toBe(60_000);
  });
});
