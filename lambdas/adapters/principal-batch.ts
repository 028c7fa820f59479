import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { KEYS } from '../contract.ts';
import type { CensusReads } from '../flow/census-ports.ts';
import type { Reading } from '../flow/ports.ts';
import { attributesOf, type Item, readRow } from './rows.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MOST_KEYS = 100;
/** What DynamoDB did not get round to is asked for again, so often; the SDK's own attempts come on top. */
const MOST_ROUNDS = 5;

/** Reads many rows by their ids. */
export const principalBatch = (dynamo: DynamoDBClient, table: string): CensusReads => {
  const readUpTo100 = async (ids: readonly string[]): Promise<Item[]> => {
    const items: Item[] = [];
    let keys: Item[] = ids.map((principalId) => marshall({ principalId }));
    for (let round = 0; keys.length > 0; round += 1) {
      if (round === MOST_ROUNDS) throw new UnprocessedError();
      const { Responses, UnprocessedKeys } = await dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
      );
      items.push(...(Responses?.[table] ?? []));
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return items;
  };

  return {
    async getMany(principalIds) {
      const ids = [...new Set(principalIds)];
      const readings = new Map<string, Reading>(ids.map((id) => [id, { row: 'missing' }]));
      for (let from = 0; from < ids.length; from += MOST_KEYS)
        for (const item of await readUpTo100(ids.slice(from, from + MOST_KEYS)))
          readings.set(String(attributesOf(item)[KEYS.principals]), readRow(item));
      return readings;
    },
  };
};

/** DynamoDB left keys unread again and again: it is throttled. */
export class UnprocessedError extends Error {
  readonly code = 'keys-unprocessed';

  constructor() {
    super('DynamoDB did not read all keys of a batch');
    this.name = 'UnprocessedError';
  }
}
