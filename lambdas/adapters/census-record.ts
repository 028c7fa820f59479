import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { CONTROL } from '../contract.ts';
import type { Counts } from '../core/census.ts';
import { FAR_FUTURE_SECONDS, SECOND } from '../core/time.ts';
import type { CensusRecord, Progress } from '../flow/census-ports.ts';
import { causesOnPaper } from './causes-on-paper.ts';
import { attributesOf, toSeconds } from './rows.ts';

const count = z.int().min(0);
/** A table holds numbers of 38 digits; a census that cannot be put down could never be finished. */
const LONGEST_SPAN = FAR_FUTURE_SECONDS * SECOND;

const progressOnPaper = z.object({
  startedAt: z.number().min(0).max(LONGEST_SPAN),
  deep: z.boolean(),
  segments: z
    .array(z.union([z.literal('start'), z.literal('done'), z.object({ after: z.string() })]))
    .refine((list) => list.length > 0),
  listing: z.union([z.literal('start'), z.literal('done'), z.object({ from: z.string() })]),
  counts: z.object({
    principals: z.object({ active: count, paused: count, halted: count }),
    overdue: count,
    expired: count,
    leastToExpiry: z.number().min(-LONGEST_SPAN).max(LONGEST_SPAN).optional(),
    malformed: count,
    adopted: count,
    drift: count,
    orphans: count,
    causes: causesOnPaper,
  }),
});

/**
 * The census's item in the table of controls: the counts of the last whole census, as operators read them, and under
 * `unfinished` how far one has come that ran out of time.
 */
export const censusRecord = (dynamo: DynamoDBClient, table: string): CensusRecord => {
  const key = { TableName: table, Key: marshall({ name: CONTROL.census }) };

  const set = (attributes: Record<string, unknown>, remove: readonly string[] = []) => {
    const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
    const gone = [...remove, ...Object.keys(attributes).filter((name) => attributes[name] === undefined)];
    return dynamo.send(
      new UpdateItemCommand({
        ...key,
        UpdateExpression: `SET ${present.map(([name]) => `#${name} = :${name}`).join(', ')}${
          gone.length > 0 ? ` REMOVE ${gone.map((name) => `#${name}`).join(', ')}` : ''
        }`,
        ExpressionAttributeNames: Object.fromEntries(
          [...present.map(([name]) => name), ...gone].map((name) => [`#${name}`, name]),
        ),
        ExpressionAttributeValues: marshall(
          Object.fromEntries(present.map(([name, value]) => [`:${name}`, value])),
        ),
      }),
    );
  };

  return {
    async unfinished() {
      const { Item = {} } = await dynamo.send(new GetItemCommand({ ...key, ConsistentRead: true }));
      return readProgress(attributesOf(Item).unfinished);
    },

    async keep(progress) {
      await set({ unfinished: JSON.stringify(progress) });
    },

    async finish(counts, { startedAt, at }) {
      const summary = summaryOf(counts);
      // First: a census that is shown as finished has told what it found.
      await dynamo.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({
            name: CONTROL.causes,
            at: toSeconds(at),
            causes: JSON.stringify(counts.causes),
          }),
        }),
      );
      await set({ at: toSeconds(at), took_seconds: toSeconds(at - startedAt), ...summary }, ['unfinished']);
    },

    async noteCertificates(app, told) {
      await dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ name: CONTROL.appPrefix + app }),
          UpdateExpression: 'SET #told = :told',
          ConditionExpression: 'attribute_exists(#provider)',
          ExpressionAttributeNames: { '#told': 'certificatesTold', '#provider': 'provider' },
          ExpressionAttributeValues: marshall({ ':told': told }),
        }),
      );
    },
  };
};

/** Names as operators read them. Nothing is said of an expiry where no token lives or lived. */
export const summaryOf = ({ leastToExpiry, causes: _, ...counts }: Counts) => ({
  ...counts,
  min_seconds_to_expiry: leastToExpiry === undefined ? undefined : Math.floor(leastToExpiry / SECOND),
});

/** What cannot be read was left by another version: a census then starts anew. */
export const readProgress = (text: unknown): Progress | undefined => {
  try {
    const parsed = progressOnPaper.safeParse(JSON.parse(String(text)));
    return parsed.success ? (parsed.data as Progress) : undefined;
  } catch {
    return undefined;
  }
};
