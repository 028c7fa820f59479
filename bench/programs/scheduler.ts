import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { awsClients } from '../../lambdas/adapters/clients.ts';
import { connect } from '../../lambdas/adapters/connect.ts';
import { emfEmitter } from '../../lambdas/adapters/emf.ts';
import { logJournal } from '../../lambdas/adapters/journal.ts';
import { tickMeter } from '../../lambdas/adapters/tick-meter.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import { tick } from '../../lambdas/flow/tick.ts';
import { METRICS_NAMESPACE } from '../../lambdas/metrics.ts';
import { report } from '../../lambdas/refresh/report.ts';
import { NAMES } from '../canned/fleet.ts';
import type { Place } from '../canned/serve.ts';
import { addressOf, type Program } from './program.ts';

/** No round is to be cut short by an invocation's end. */
const TIME_ENOUGH = 30 * MINUTE;
/** A thousand writes in a millisecond: nothing waits. */
const UNPACED = 1_000_000;

/** The scheduler's own tick, joined as `lambdas/refresh/handler.ts` joins it. */
export const scheduler = (place: Place, sockets: number): Program => {
  const ports = connect({ ...NAMES, keyArn: place.keyArn }, awsClients(sockets, addressOf(place)), {
    journal: logJournal(new Logger()),
    meter: tickMeter(emfEmitter(new Metrics({ namespace: METRICS_NAMESPACE }), NAMES.fleet)),
  });
  return async ({ concurrency, rate = UNPACED }) => {
    const outcome = await tick(ports, {
      deadline: Date.now() + TIME_ENOUGH,
      concurrency,
      publishRate: rate,
    });
    report(ports.journal, outcome);
    return outcome.tally.of('published');
  };
};
