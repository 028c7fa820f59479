import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { awsClients } from '../adapters/clients.ts';
import { systemClock } from '../adapters/clock.ts';
import { logJournal } from '../adapters/journal.ts';
import { principalsTable } from '../adapters/principals.ts';
import { faster } from '../core/tempo.ts';
import { takeUp } from '../flow/rejected.ts';
import { readBatch } from './batch.ts';
import { report } from './report.ts';
import { readSettings } from './settings.ts';

const SOCKETS = 8;

const settings = readSettings(process.env);
const tempo = faster(settings.tempo);
const logger = new Logger();
const journal = logJournal(logger);
const principals = principalsTable(awsClients(SOCKETS).dynamo, settings.principalsTable);

/** Called by the queue of rejections. Only the messages of rows that could not be looked at come back. */
const reject = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const { messages, unreadable } = readBatch(Records);
  const rejections = messages.map(({ rejection }) => rejection);
  const taken = await takeUp(rejections, { principals, clock: systemClock }, tempo);
  report(journal, taken, unreadable);
  const failed = new Set(
    taken.filter(({ outcome }) => outcome === 'failed').map(({ principalId }) => principalId),
  );
  return {
    batchItemFailures: messages
      .filter(({ rejection }) => failed.has(rejection.principalId))
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
};

/** Whatever the environment says, the event is never logged: it may hold a token in the wrong place. */
export const handler = middy<SQSEvent, SQSBatchResponse>({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger, { logEvent: false }))
  .handler(reject);
