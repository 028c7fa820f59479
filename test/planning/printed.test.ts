import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { expect, test } from '@jest/globals';
import { emfEmitter } from '../../lambdas/adapters/emf.ts';
import { logJournal } from '../../lambdas/adapters/journal.ts';
import { tickMeter } from '../../lambdas/adapters/tick-meter.ts';
import { Tally } from '../../lambdas/core/tally.ts';
import { METRICS_NAMESPACE } from '../../lambdas/metrics.ts';
import { report } from '../../lambdas/refresh/report.ts';
import { tickPrints } from '../../planning/usage.ts';
import { captureOutput } from '../support/printed.ts';

/** What Lambda says of the function in each line, and of each invocation in lines of its own: bytes, generously. */
const CONTEXT = 450;
const LINES_OF_LAMBDA = 900;

/** Bytes that a tick prints which refreshes so many. */
const printed = (refreshes: number): number => {
  const output = captureOutput();
  try {
    const meter = tickMeter(emfEmitter(new Metrics({ namespace: METRICS_NAMESPACE }), 'production'));
    const tally = new Tally();
    for (const what of ['due', 'refreshed', 'published'] as const) tally.count(what, 'provider', refreshes);
    for (let i = 0; i < refreshes; i += 1) {
      meter.providerLatency('provider', 487);
      meter.publishLatency(63);
    }
    const facts = { durationMs: 3_600, oldestOverdueMs: 61_000 };
    meter.run(tally, { ...facts, censusAgeMs: 450_000 });
    report(logJournal(new Logger()), { ran: true, tally, ...facts });
  } finally {
    output.release();
  }
  return output.text().length + CONTEXT + LINES_OF_LAMBDA;
};

test.each([1, 115, 1_000])(
  'a tick of %d refreshes prints what a plan says, or somewhat less',
  (refreshes) => {
    const planned = tickPrints(refreshes);

    const measured = printed(refreshes);

    expect(measured).toBeLessThanOrEqual(planned);
    expect(measured).toBeGreaterThan(planned / 2);
  },
);
