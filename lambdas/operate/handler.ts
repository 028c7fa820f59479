import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { awsClients } from '../adapters/clients.ts';
import { connect } from '../adapters/connect.ts';
import { emfEmitter } from '../adapters/emf.ts';
import { fleetSettings } from '../adapters/fleet-settings.ts';
import { logJournal, summary } from '../adapters/journal.ts';
import { silentMeter } from '../adapters/silent-meter.ts';
import { rescueMeter } from '../adapters/tick-meter.ts';
import { PendingKeeps } from '../flow/rescued.ts';
import { METRICS_NAMESPACE } from '../metrics.ts';
import type { Answer } from './answers.ts';
import { operate } from './operate.ts';

const SOCKETS = 8;

const logger = new Logger();
const settings = fleetSettings(process.env);
const emit = emfEmitter(new Metrics({ namespace: METRICS_NAMESPACE }), settings.fleet);
const ports = connect(settings, awsClients(SOCKETS), {
  journal: logJournal(logger),
  meter: { ...silentMeter, ...rescueMeter(emit) },
});

/** Outlives a call: Lambda keeps the process for the next one. */
const pendingKeeps = new PendingKeeps();

/** Called by the command line, or by any program that may invoke it. */
const answer = async (event: unknown, context: Context): Promise<Answer> => {
  try {
    await pendingKeeps.keepNow(ports);
    const deadline = Date.now() + context.getRemainingTimeInMillis();
    return await operate(event, ports, { deadline, pendingKeeps });
  } catch (error) {
    // Lambda prints what is thrown, and an SDK's error can quote its request: only its name leaves here.
    const { name, code } = summary(error);
    logger.error('operation failed', { error: { name, code } });
    throw Object.assign(new Error(`The operation failed: ${name}`), {
      name: 'OperateError',
      stack: undefined,
    });
  }
};

/** Whatever the environment says, the event is never logged: it can hold a grant. */
export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger, { logEvent: false }))
  .handler(answer);
