import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';

const MINUTE = 60_000;

/** The table as it was before the last refresh, put back: its token is dead at the cloud, its refresh token used. */
const restored = async (bed: Bed, ...ids: readonly string[]): Promise<void> => {
  for (const id of ids) await bed.enrol('dkn', id);
  await bed.tick();
  const TableName = bed.settings.principalsTable;
  const { Items = [] } = await bed.clients.dynamo.send(new ScanCommand({ TableName }));
  bed.clock.advance(46 * MINUTE);
  await bed.tick();
  for (const Item of Items) await bed.clients.dynamo.send(new PutItemCommand({ TableName, Item }));
};

describe('a live access token is served until its real expiry, also when the table was restored from a backup', () => {
  test('and nothing shows that: the proof that secrets can be written puts no older token in its place', async () => {
    await using bed = await openBed();
    await restored(bed, 'anna', 'bo');

    await bed.tick();

    expect([await bed.serves('dkn', 'anna'), await bed.serves('dkn', 'bo')]).toEqual([true, true]);
    expect(bed.announced().toSorted()).toEqual([
      'Reauthorization Required: anna',
      'Reauthorization Required: bo',
    ]);
  });

  test('and its rows wait to be published: the newer token stays, and the row is asked for', async () => {
    await using bed = await openBed();
    await restored(bed, 'anna');
    const { generation, publishedVersion = '' } = await bed.row('anna');
    bed.clock.advance(-30 * MINUTE);
    await bed.ports.principals.unpublish('anna', { generation, publishedVersion }, bed.clock.now());

    await bed.tick();

    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(await bed.row('anna')).toMatchObject({ state: 'halted' });
  });

  test('goes on with a new token where the grant still works', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.tick();
    const secretName = (await bed.row('anna')).secretName;
    const newer = {
      ...(await bed.secret('dkn', 'anna')),
      generation: 2_000_000_000,
      access_token: 'foreign',
    };
    await bed.putSecret(secretName, `2000000000-${'x'.repeat(43)}`, newer);
    bed.clock.advance(46 * MINUTE);

    await bed.tick();

    expect(await bed.row('anna')).toMatchObject({ state: 'active', failures: 0 });
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });
});
