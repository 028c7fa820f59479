import {
  DeleteItemCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as write from '../../../lambdas/adapters/principal-writes.ts';
import { DUE_INDEX } from '../../../lambdas/contract.ts';
import type { Replacement } from '../../../lambdas/flow/ports.ts';
import type { Stage } from './answer.ts';

export const NOW = Date.UTC(2026, 0, 15, 12);
export const MINUTE = 60_000;
export const GENERATION = 7;

export const row = (app: string): Replacement => ({
  provider: 'dkn',
  app,
  sealed: Buffer.from('sealed'),
  grantDigest: 'digest',
  generation: GENERATION,
  keptBy: 'enrolment',
  secretName: 'secret',
  publishBudget: { left: 90, at: NOW },
  labels: { site: 'north' },
});

export const claimBy = (leaseId: string, app = 'app') =>
  write.claim({ app, provider: 'dkn', leaseId, until: NOW + MINUTE, now: NOW });

/** One write as the adapter sends it. */
export const update = ({ clients, settings }: Stage, id: string, what: write.Write) =>
  clients.dynamo.send(
    new UpdateItemCommand({
      ...write.toInput(settings.principalsTable, id, what),
      ReturnValues: 'ALL_NEW',
    }),
  );

export const enrolled = async (stage: Stage, app = 'app', now = NOW): Promise<string> => {
  const id = stage.name();
  await update(stage, id, write.create(row(app), now));
  return id;
};

export const remove = ({ clients, settings }: Stage, id: string, generation: number) =>
  clients.dynamo.send(
    new DeleteItemCommand({
      ...write.toInput(settings.principalsTable, id, write.remove(generation, NOW)),
      ReturnValues: 'ALL_OLD',
    }),
  );

export const get = ({ clients, settings }: Stage, principalId: string) =>
  clients.dynamo.send(
    new GetItemCommand({
      TableName: settings.principalsTable,
      Key: marshall({ principalId }),
      ConsistentRead: true,
    }),
  );

export const queue = ({ clients, settings }: Stage, app: string, more: object = {}) =>
  clients.dynamo.send(
    new QueryCommand({
      TableName: settings.principalsTable,
      IndexName: DUE_INDEX,
      KeyConditionExpression: 'dueQueue = :app AND refreshAt <= :now',
      ExpressionAttributeValues: marshall({ ':app': app, ':now': NOW / 1_000 }),
      ...more,
    }),
  );

export const control = ({ clients, settings }: Stage, name: string, value: object, condition?: string) =>
  clients.dynamo.send(
    new UpdateItemCommand({
      TableName: settings.controlsTable,
      Key: marshall({ name }),
      UpdateExpression: 'SET #value = :value',
      ...(condition ? { ConditionExpression: condition } : {}),
      ExpressionAttributeNames: { '#value': 'value' },
      ExpressionAttributeValues: marshall({ ':value': value }),
    }),
  );

export const scan = ({ clients, settings }: Stage, more: object = {}) =>
  clients.dynamo.send(new ScanCommand({ TableName: settings.controlsTable, ConsistentRead: true, ...more }));
