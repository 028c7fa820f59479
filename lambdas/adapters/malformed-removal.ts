import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { HOUR } from '../core/time.ts';
import type { OperatorPrincipals } from '../flow/operator/ports.ts';
import { type Item, readRow, toSeconds } from './rows.ts';

/** No lease lasts longer: what ends later is a part of what is wrong with the row. */
const LONGEST_LEASE = HOUR;
const NOT_HELD = 'NOT (#lease.#until BETWEEN :now AND :latest)';
/** Each write that puts something new into a row changes one of these. */
const MARKS = ['generation', 'keptBy'] as const;

/**
 * Takes away a row that no other write can name the generation of. Nobody works on it: a claim leaves such a row. A run
 * may hold one that was spoilt since, so its lease counts.
 */
export const malformedRemoval = (
  dynamo: DynamoDBClient,
  table: string,
): Pick<OperatorPrincipals, 'removeMalformed'> => ({
  async removeMalformed(principalId, now) {
    const key = { TableName: table, Key: marshall({ principalId }) };
    const { Item } = await dynamo.send(new GetItemCommand({ ...key, ConsistentRead: true }));
    const reading = readRow(Item);
    if (!Item || reading.row === 'missing') return { write: 'gone' };
    if (reading.row === 'found') return { write: 'stale', now: reading };
    try {
      await dynamo.send(new DeleteItemCommand({ ...key, ...asItWasRead(Item, now) }));
      return { write: 'gone' };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const { Item: left } = await dynamo.send(new GetItemCommand({ ...key, ConsistentRead: true }));
      return left ? { write: 'stale', now: readRow(left) } : { write: 'gone' };
    }
  },
});

const asItWasRead = (item: Item, now: number) => {
  const times = { ':now': toSeconds(now), ':latest': toSeconds(now + LONGEST_LEASE) };
  const marks = MARKS.flatMap((name) => (item[name] ? [[`:${name}`, item[name]] as const] : []));
  return {
    ConditionExpression: [
      NOT_HELD,
      ...MARKS.map((name) => (item[name] ? `#${name} = :${name}` : `attribute_not_exists(#${name})`)),
    ].join(' AND '),
    ExpressionAttributeNames: {
      '#lease': 'lease',
      '#until': 'until',
      ...Object.fromEntries(MARKS.map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: { ...marshall(times), ...Object.fromEntries(marks) },
  };
};
