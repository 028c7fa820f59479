import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../../lambdas/adapters/rows.ts';

/** A table as its items lie in it: for putting what no adapter would write, and for seeing every attribute. */
export const itemsOf = (dynamo: DynamoDBClient, TableName: string, keyName: string) => ({
  async put(item: Item): Promise<void> {
    await dynamo.send(new PutItemCommand({ TableName, Item: item }));
  },

  async at(key: string): Promise<Item | undefined> {
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName, Key: { [keyName]: { S: key } }, ConsistentRead: true }),
    );
    return Item;
  },
});

export interface Difference {
  readonly set: Readonly<Record<string, unknown>>;
  readonly removed: readonly string[];
}

export const UNCHANGED: Difference = { set: {}, removed: [] };

/** What a write did to an item, attribute by attribute. */
export const difference = (before: Item = {}, after: Item = {}): Difference => ({
  set: unmarshall(
    Object.fromEntries(
      Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(value, before[name])),
    ),
  ),
  removed: Object.keys(before)
    .filter((name) => !(name in after))
    .sort(),
});
