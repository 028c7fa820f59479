import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Item } from '../../lambdas/adapters/rows.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import { rowBytes, writeUnitsOf } from '../../planning/units.ts';
import { type Bed, openBed } from '../flow/bed.ts';
import { itemsOf } from '../support/items.ts';
import { type Consumed, consumptionOf } from './consumed.ts';
import { itemBytes } from './item-bytes.ts';

const ID = 'building-7-floor-3-unit-12';
const UUID = '7c0f5c55-42f5-4a4f-8a4b-2f6f1a4fd0a7';
/** What KMS makes of a data key is so much longer than what the emulator does. */
const WRAPPED_LONGER = 87;
const REFRESH_OF_THE_ROW = 'UpdateItem Principals';

let bed: Bed;
let consumed: Consumed[];
/** Of the access token, and of the refresh token, as the simulated cloud issues them. */
let tokenBytes = 0;
beforeAll(async () => {
  bed = await openBed();
  await bed.enrol('kii', ID);
  await bed.tick();
  tokenBytes = (await bed.secret('kii', ID))?.access_token.length ?? 0;
  consumed = consumptionOf(bed.clients.dynamo);
});
afterAll(() => bed.close());

const ofRows = (): readonly Consumed[] => consumed.filter(({ call }) => call === REFRESH_OF_THE_ROW);
const sumOf = (many: readonly Consumed[]): number => many.reduce((sum, { units }) => sum + units, 0);
const storedRow = async (): Promise<Item> =>
  (await itemsOf(bed.clients.dynamo, 'Principals', 'principalId').at(ID)) ?? {};

/** The row as it would be with tokens of this length, and with the ids that a deployed run makes. */
const rowWith = async (principalId: string, bytes: number): Promise<Item> => {
  const row = await storedRow();
  const sealed = (row.sealed?.B?.length ?? 0) + WRAPPED_LONGER + 2 * (bytes - tokenBytes);
  return {
    ...row,
    principalId: { S: principalId },
    sealed: { B: new Uint8Array(sealed) },
    keptBy: { S: UUID },
    refreshAt: { N: '1768478400' },
  };
};

describe('what DynamoDB counts of a tick without work', () => {
  test('is two writes for the run lease, one read of all controls and one query an app', async () => {
    bed.clock.advance(MINUTE);
    consumed.length = 0;

    await bed.tick();

    expect(consumed.map(({ call }) => call).sort()).toEqual([
      'Query Principals',
      'Scan Controls',
      'UpdateItem Controls',
      'UpdateItem Controls',
    ]);
  });
});

describe('what DynamoDB counts of a refresh', () => {
  test('is claim, keep and settle, two of which move the row in its queue', async () => {
    bed.clock.advance(46 * MINUTE);
    consumed.length = 0;

    await bed.tick();

    const { table, index } = writeUnitsOf(tokenBytes);
    expect(ofRows().map(({ moves }) => moves)).toEqual([true, false, true]);
    // One entry goes from the index, another one comes.
    expect(2 * ofRows().filter(({ moves }) => moves).length).toBe(index);
    expect(sumOf(ofRows())).toBe(table);
  });

  test.each([256, 1_024, 2_048])(
    'is at most a unit less than planned where tokens have %d bytes',
    async (bytes) => {
      const id = `${ID}-${bytes}`;
      const { principals, clock } = bed.ports;
      const item = await rowWith(id, bytes);
      await bed.clients.dynamo.send(new PutItemCommand({ TableName: 'Principals', Item: item }));
      const { app, provider, generation, grantDigest, publishBudget } = await bed.row(id);
      const now = clock.now();
      consumed.length = 0;

      await principals.claim(id, { app, provider, leaseId: UUID, until: now + MINUTE, now });
      const sealed = item.sealed?.B ?? new Uint8Array();
      await principals.keep(id, generation, UUID, { sealed, grantDigest });
      const settlement = {
        leaseId: UUID,
        generation: generation + 1,
        publishedVersion: `1768478401-${'x'.repeat(43)}`,
      };
      const settled = await principals.settle(
        id,
        { ...settlement, publishBudget, refreshAt: now + MINUTE, presented: 'goes' },
        now,
      );

      const planned = writeUnitsOf(bytes).table;
      expect(settled.write).toBe('done');
      expect(ofRows()).toHaveLength(3);
      expect(sumOf(ofRows())).toBeLessThanOrEqual(planned);
      expect(sumOf(ofRows())).toBeGreaterThanOrEqual(planned - 1);
    },
  );

  test('is of a row that is nearly as long as planned', async () => {
    const planned = rowBytes(256);

    const measured = itemBytes(await rowWith(ID, 256));

    expect(measured).toBeLessThanOrEqual(planned);
    expect(measured).toBeGreaterThan(0.9 * planned);
  });
});
