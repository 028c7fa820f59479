import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { enrol } from '../../lambdas/flow/enrol.ts';
import { openBed } from './bed.ts';

describe('a sealed row', () => {
  test('opens in no other row: a blob that was copied is refused and asked with nowhere', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('dkn', 'mallory');
    const { sealed } = await bed.row('anna');
    const { principals } = bed.ports;
    const mallory = await bed.row('mallory');
    await principals.keep('mallory', mallory.generation, 'copied', {
      sealed,
      grantDigest: mallory.grantDigest,
    });

    await bed.tick();

    expect(await bed.row('mallory')).toMatchObject({
      state: 'active',
      lastError: { code: 'sealed-unreadable' },
    });
    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, reused: 0 });
  });

  test('shows nothing of the grant', async () => {
    await using bed = await openBed();
    const { refreshToken } = bed.clouds.dkn.issueGrant({ principal: 'anna' });
    const grant = { kind: 'refresh_token', refreshToken: confidential(refreshToken) } as const;
    await enrol({ principalId: 'anna', provider: 'dkn', app: 'dkn', grant }, bed.ports);

    const { sealed } = await bed.row('anna');

    expect(Buffer.from(sealed).includes(refreshToken)).toBe(false);
  });
});

describe('one poisonous row', () => {
  test('is left as it is, named, and delays nobody', async () => {
    await using bed = await openBed();
    const poison = {
      principalId: { S: 'poison' },
      dueQueue: { S: 'dkn' },
      refreshAt: { N: '1' },
      state: { S: 'active' },
      provider: { S: 'dkn' },
      app: { S: 'dkn' },
      sealed: { S: 'not even bytes' },
    };
    await bed.clients.dynamo.send(new PutItemCommand({ TableName: 'Principals', Item: poison }));
    await bed.enrol('dkn', 'anna');

    const { tally } = await bed.tick();

    const { Item } = await bed.clients.dynamo.send(
      new GetItemCommand({ TableName: 'Principals', Key: { principalId: { S: 'poison' } } }),
    );
    expect(Item).toEqual(poison);
    expect(tally.of('malformed')).toBe(1);
    expect(tally.groups().flatMap(({ ids }) => ids)).toEqual(['poison']);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});
