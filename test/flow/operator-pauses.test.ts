import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';

const MINUTE = 60_000;

/** Sets an attribute of a control item to now, as an operator does by hand, or takes it away again. */
const byHand = async (bed: Bed, name: string, attribute: string, what: 'set' | 'remove'): Promise<void> => {
  const now = { ':now': { N: String(bed.clock.now() / 1_000) } };
  await bed.clients.dynamo.send(
    new UpdateItemCommand({
      TableName: bed.settings.controlsTable,
      Key: { name: { S: name } },
      UpdateExpression: what === 'set' ? 'SET #attribute = :now' : 'REMOVE #attribute',
      ExpressionAttributeNames: { '#attribute': attribute },
      ...(what === 'set' ? { ExpressionAttributeValues: now } : {}),
    }),
  );
};

describe("an operator's pause", () => {
  test('of one app: nobody of it is asked and its rows stay as they are, the others go on; lifted, it goes on too', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('kii', 'thing');
    const before = await bed.row('anna');
    await byHand(bed, 'app#dkn', 'operatorPausedAt', 'set');

    await bed.tick();
    const callsWhilePaused = bed.clouds.dkn.counts.calls;
    const rowWhilePaused = await bed.row('anna');
    const neighbourServed = await bed.serves('kii', 'thing');
    await byHand(bed, 'app#dkn', 'operatorPausedAt', 'remove');
    bed.clock.advance(MINUTE);
    await bed.tick();

    expect(callsWhilePaused).toBe(0);
    expect(rowWhilePaused).toEqual(before);
    expect(neighbourServed).toBe(true);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
  });

  test('of an app outlasts what runs note about it', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    bed.clouds.dkn.faults.set({ kind: 'status', status: 429, headers: { 'Retry-After': '30' } });
    const { transport } = bed.ports;
    const pausedMeanwhile = {
      ...bed.ports,
      transport: {
        send: async (...args: Parameters<typeof transport.send>) => {
          await byHand(bed, 'app#dkn', 'operatorPausedAt', 'set');
          return transport.send(...args);
        },
      },
    };
    await bed.tick(pausedMeanwhile);
    bed.clouds.dkn.faults.clear();
    bed.clock.advance(5 * MINUTE);

    await bed.tick();

    expect(bed.clouds.dkn.counts).toMatchObject({ calls: 1, refreshed: 0 });
  });

  test('of everything: nobody is asked and no row is touched; lifted, all go on', async () => {
    await using bed = await openBed();
    await bed.enrol('dkn', 'anna');
    await bed.enrol('kii', 'thing');
    const before = [await bed.row('anna'), await bed.row('thing')];
    await byHand(bed, 'everything', 'pausedAt', 'set');

    const { tally } = await bed.tick();
    const callsWhilePaused = bed.clouds.dkn.counts.calls + bed.clouds.kii.counts.calls;
    const rowsWhilePaused = [await bed.row('anna'), await bed.row('thing')];
    await byHand(bed, 'everything', 'pausedAt', 'remove');
    bed.clock.advance(MINUTE);
    await bed.tick();

    expect(tally.of('due')).toBe(0);
    expect(callsWhilePaused).toBe(0);
    expect(rowsWhilePaused).toEqual(before);
    expect(await bed.serves('dkn', 'anna')).toBe(true);
    expect(await bed.serves('kii', 'thing')).toBe(true);
  });
});
