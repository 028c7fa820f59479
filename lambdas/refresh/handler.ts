import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { awsClients } from '../adapters/clients.ts';
import { connect } from '../adapters/connect.ts';
import { emfEmitter } from '../adapters/emf.ts';
import { logJournal, summary } from '../adapters/journal.ts';
import { tickMeter } from '../adapters/tick-meter.ts';
import { faster } from '../core/tempo.ts';
import { hurried } from '../flow/limits.ts';
import { PendingKeeps } from '../flow/rescued.ts';
import { tick } from '../flow/tick.ts';
import { METRICS_NAMESPACE } from '../metrics.ts';
import { report } from './report.ts';
import { readSettings } from './settings.ts';

const logger = new Logger();
const settings = readSettings(process.env);
const tempo = faster(settings.tempo);
const { limits, share } = hurried(settings.tempo);
const ports = connect(settings, awsClients(settings.concurrency * 2), {
  journal: logJournal(logger),
  meter: tickMeter(emfEmitter(new Metrics({ namespace: METRICS_NAMESPACE }), settings.fleet)),
});

/** Outlives a run: Lambda keeps the process for the next one. */
const pendingKeeps = new PendingKeeps();

/** Fired by the schedule; the event itself says nothing that matters. */
const refreshDue = async (_event: unknown, context: Context): Promise<{ ran: boolean }> => {
  try {
    const outcome = await tick(ports, {
      deadline: Date.now() + context.getRemainingTimeInMillis() * share,
      concurrency: settings.concurrency,
      publishRate: settings.publishRate,
      tempo,
      limits,
      pendingKeeps,
    });
    report(ports.journal, outcome);
    return { ran: outcome.ran };
  } catch (error) {
    // Lambda prints what is thrown, and an SDK's error can quote its request: only its name leaves here.
    const { name, code } = summary(error);
    logger.error('tick failed', { error: { name, code } });
    throw Object.assign(new Error(`The tick failed: ${name}`), { name: 'TickError', stack: undefined });
  }
};

/** Early time-out off: an answer that is being kept must not be given up a moment before the end. */
export const handler = middy({ timeoutEarlyInMillis: 0 })
  .use(injectLambdaContext(logger))
  .handler(refreshDue);
