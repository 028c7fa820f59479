import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { censusGauges } from '../adapters/census-gauges.ts';
import { summaryOf } from '../adapters/census-record.ts';
import { awsClients } from '../adapters/clients.ts';
import { connect } from '../adapters/connect.ts';
import { emfEmitter } from '../adapters/emf.ts';
import { logJournal, summary } from '../adapters/journal.ts';
import { silentMeter } from '../adapters/silent-meter.ts';
import { faster } from '../core/tempo.ts';
import { census } from '../flow/census.ts';
import { METRICS_NAMESPACE } from '../metrics.ts';
import { report } from './report.ts';
import { readSettings } from './settings.ts';

/** Four pages at once, eight rows of each. */
const SOCKETS = 32;

const logger = new Logger();
const settings = readSettings(process.env);
const tempo = faster(settings.tempo);
const connected = connect(settings, awsClients(SOCKETS), { journal: logJournal(logger), meter: silentMeter });
const ports = {
  ...connected,
  gauges: censusGauges(emfEmitter(new Metrics({ namespace: METRICS_NAMESPACE }), settings.fleet)),
};

/** Fired by the schedule; by hand, `{"deep": true}` looks up every secret by itself as well. */
const count = async (event: unknown, context: Context): Promise<object> => {
  try {
    const deadline = Date.now() + context.getRemainingTimeInMillis();
    const outcome = await census(ports, { deadline, tempo, deep: wantsDeep(event) });
    report(ports.journal, outcome);
    return { done: outcome.done, ...summaryOf(outcome.counts) };
  } catch (error) {
    // Lambda prints what is thrown, and an SDK's error can quote its request: only its name leaves here.
    const { name, code } = summary(error);
    logger.error('census failed', { error: { name, code } });
    throw Object.assign(new Error(`The census failed: ${name}`), { name: 'CensusError', stack: undefined });
  }
};

const wantsDeep = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'deep' in event && event.deep === true;

export const handler = middy({ timeoutEarlyInMillis: 0 }).use(injectLambdaContext(logger)).handler(count);
