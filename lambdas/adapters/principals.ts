import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { DUE_INDEX, PRINCIPAL_ID } from '../contract.ts';
import type { Principal } from '../core/principal.ts';
import { SECOND } from '../core/time.ts';
import type { CensusReads, CensusWrites } from '../flow/census-ports.ts';
import type { OperatorPrincipals } from '../flow/operator/ports.ts';
import type { Reading, Written } from '../flow/ports.ts';
import { malformedRemoval } from './malformed-removal.ts';
import { principalBatch } from './principal-batch.ts';
import { principalScan } from './principal-scan.ts';
import * as write from './principal-writes.ts';
import { type Item, readRow, toSeconds } from './rows.ts';

const PAGE = 50;
const dueRow = z.object({
  principalId: z.object({ S: z.string() }),
  refreshAt: z.object({ N: z.coerce.number() }),
});

/** The table of principals. A condition that fails means *read again*: often the write had landed already. */
export const principalsTable = (
  dynamo: DynamoDBClient,
  table: string,
): OperatorPrincipals & CensusReads & CensusWrites => {
  /** Consistent. */
  const get = async (principalId: string): Promise<Reading> => {
    const key = { TableName: table, Key: marshall({ principalId }) };
    const { Item } = await dynamo.send(new GetItemCommand({ ...key, ConsistentRead: true }));
    return readRow(Item);
  };

  /**
   * One conditional update. The SDK repeats a call whose answer was lost, and finds its own write in the way: `isOurs`
   * tells that from somebody else's.
   */
  const update = async (
    principalId: string,
    what: write.Write,
    isOurs: (now: Principal) => boolean = () => false,
  ): Promise<Written> => {
    try {
      const { Attributes } = await dynamo.send(
        new UpdateItemCommand({ ...write.toInput(table, principalId, what), ReturnValues: 'ALL_NEW' }),
      );
      return outcome(readRow(Attributes), () => true);
    } catch (error) {
      return outcome(await rowInTheWay(error, principalId), isOurs);
    }
  };

  /** Where there is no row, none comes with the refusal: a consistent read says so. */
  const rowInTheWay = async (error: unknown, principalId: string): Promise<Reading> => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item ? readRow(error.Item) : get(principalId);
  };

  return {
    get,
    ...principalScan(dynamo, table),
    ...malformedRemoval(dynamo, table),
    ...principalBatch(dynamo, table),

    async due(app, now, from) {
      const { Items, LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          IndexName: DUE_INDEX,
          KeyConditionExpression: 'dueQueue = :app AND refreshAt <= :now',
          ExpressionAttributeValues: marshall({ ':app': app, ':now': toSeconds(now) }),
          Limit: PAGE,
          ...(from ? { ExclusiveStartKey: from as Record<string, AttributeValue> } : {}),
        }),
      );
      return { due: (Items ?? []).map(dueOf), ...(LastEvaluatedKey ? { next: LastEvaluatedKey } : {}) };
    },

    async population(app, atMost) {
      const { Count } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          IndexName: DUE_INDEX,
          KeyConditionExpression: 'dueQueue = :app',
          ExpressionAttributeValues: marshall({ ':app': app }),
          Select: 'COUNT',
          Limit: atMost,
        }),
      );
      return Count ?? 0;
    },

    async claim(id, by) {
      // The one part of a row's contract that no condition can check.
      if (!PRINCIPAL_ID.test(id)) return { write: 'stale', now: await get(id) };
      return update(id, write.claim(by), (row) => row.lease?.id === by.leaseId);
    },

    keep: (id, generation, keptBy, kept) =>
      update(id, write.keep(generation, keptBy, kept), (row) => row.keptBy === keptBy),

    keepLate: (id, generation, keptBy, kept, now) =>
      update(id, write.keepLate(generation, keptBy, kept, now), (row) => row.keptBy === keptBy),

    settle: (id, settlement, now) => update(id, write.settle(settlement, now)),

    defer: (id, deferral) =>
      update(
        id,
        write.defer(deferral),
        (row) =>
          row.generation === deferral.generation &&
          row.lease === undefined &&
          row.refreshAt === toSeconds(deferral.refreshAt) * SECOND &&
          row.lastError?.code === deferral.lastError.code,
      ),

    halt: (id, by) =>
      update(
        id,
        write.halt(by),
        (row) => row.state === 'halted' && row.haltedGeneration === by.generation && row.lease === undefined,
      ),

    adopt: (id, now) => update(id, write.adopt(now), isInItsQueue),

    hold: (id, by, now) => update(id, write.hold(by, now), (row) => row.lease?.id === by.lease.id),

    requeue: (id, read) =>
      update(id, write.requeue(read), (row) => row.state === read.state && isInTheRightQueue(row)),

    unpublish: (id, read, now) =>
      update(
        id,
        write.unpublish(read, now),
        (row) => row.generation === read.generation && row.publishedGeneration === 0,
      ),

    noteEnd: (id, generation, note) => update(id, write.noteEnd(generation, note)),

    announced: (id, generation, what) => update(id, write.announced(generation, what)),

    markDue: (id, why, now, refreshAt = now) => update(id, write.markDue(why, now, refreshAt)),

    pause: (id) => update(id, write.pause()),

    async resume(id, now) {
      const reading = await get(id);
      if (reading.row !== 'found') return { write: 'stale', now: reading };
      const refreshAt = Math.max(now, reading.principal.lease?.until ?? 0);
      return update(id, write.resume(refreshAt), isInItsQueue);
    },

    create: (id, by, now) => update(id, write.create(by, now), (row) => row.keptBy === by.keptBy),

    replace: (id, read, by, now) =>
      update(id, write.replace(read, by, now), (row) => row.keptBy === by.keptBy),

    restore: (id, generation, rescued, now) =>
      update(id, write.restore(generation, rescued, now), (row) => row.keptBy === rescued.keptBy),

    async remove(id, read, now, leaseId) {
      try {
        const input = write.toInput(table, id, write.remove(read, now, leaseId));
        const { Attributes } = await dynamo.send(
          new DeleteItemCommand({ ...input, ReturnValues: 'ALL_OLD' }),
        );
        const removed = outcome(readRow(Attributes), () => true);
        return removed.write === 'done' ? removed : { write: 'gone' };
      } catch (error) {
        const reading = await rowInTheWay(error, id);
        return reading.row === 'missing' ? { write: 'gone' } : { write: 'stale', now: reading };
      }
    },
  };
};

const outcome = (reading: Reading, isOurs: (row: Principal) => boolean): Written =>
  reading.row === 'found' && isOurs(reading.principal)
    ? { write: 'done', principal: reading.principal }
    : { write: 'stale', now: reading };

const isInItsQueue = (row: Principal): boolean => row.state === 'active' && row.dueQueue !== undefined;

const isInTheRightQueue = (row: Principal): boolean =>
  row.dueQueue === (row.state === 'active' ? row.app : undefined);

const dueOf = (item: Item) => {
  const { principalId, refreshAt } = dueRow.parse(item);
  return { principalId: principalId.S, refreshAt: refreshAt.N * SECOND };
};
