import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import middy from '@middy/core';
import { limited } from '../adapters/clients.ts';
import { systemClock } from '../adapters/clock.ts';
import { controlsTable } from '../adapters/controls.ts';
import { logJournal, summary } from '../adapters/journal.ts';
import { noticeRecord } from '../adapters/notice-record.ts';
import { topics } from '../adapters/topics.ts';
import { AS_DEPLOYED } from '../core/notices.ts';
import { faster } from '../core/tempo.ts';
import { notify } from '../flow/notify.ts';
import { report } from './report.ts';
import { readSettings } from './settings.ts';

const SOCKETS = 4;

const settings = readSettings(process.env);
const tempo = faster(settings.tempo);
const pace = { escalateAfter: AS_DEPLOYED.escalateAfter / settings.tempo };
const logger = new Logger();
const dynamo = new DynamoDBClient(limited(SOCKETS, {}));
const ports = {
  controls: controlsTable(dynamo, settings.controlsTable),
  record: noticeRecord(dynamo, settings.controlsTable),
  notifier: topics(new SNSClient(limited(SOCKETS, {})), settings.topics),
  journal: logJournal(logger),
  clock: systemClock,
};

/** Fired by the schedule; the event itself says nothing that matters. */
const tell = async (): Promise<{ told: number; failed: number }> => {
  try {
    const outcome = await notify(ports, { ...settings, tempo, pace });
    report(ports.journal, outcome);
    return { told: outcome.told.length, failed: outcome.failed };
  } catch (error) {
    // Lambda prints what is thrown, and an SDK's error can quote its request: only its name leaves here.
    const { name, code } = summary(error);
    logger.error('notifying failed', { error: { name, code } });
    throw Object.assign(new Error(`Notifying failed: ${name}`), { name: 'NotifyError', stack: undefined });
  }
};

export const handler = middy({ timeoutEarlyInMillis: 0 }).use(injectLambdaContext(logger)).handler(tell);
