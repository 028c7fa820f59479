import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC } from '../../../lambdas/metrics.ts';
import type { Settings } from '../../settings.ts';
import { CENSUS_LATE_SECONDS, OVERDUE_SECONDS, tickNearLimitMilliseconds } from '../limits.ts';
import type { FleetMetrics } from '../metrics.ts';
import type { AlarmDefinition } from './definition.ts';

const FIVE_MINUTES = Duration.minutes(5);
/** Counts are emitted only where they are not zero; that ticks run at all is the heartbeat's matter. */
const missing = TreatMissingData.NOT_BREACHING;

/** What each tick tells. */
export const tickAlarms = (settings: Settings, metrics: FleetMetrics): readonly AlarmDefinition[] => [
  {
    id: 'heartbeat-missing',
    title: 'heartbeat missing',
    severity: 'page',
    metric: metrics.whole(METRIC.heartbeat, 'Sum'),
    rings: { below: 1 },
    // A tick that ends after the minute leaves it empty, and the next one holds two: one empty minute says nothing.
    // CloudWatch looks back two periods further before it fills in what is missing, so it rings after five.
    periods: [3, 3],
    missing: TreatMissingData.BREACHING,
    means:
      'No tick has come to its end for minutes: nothing is refreshed, and tokens run out one after the other.',
    first: "Read the last lines of the tick's log, then look at its schedule and the queue of failed ticks.",
    entry: 'heartbeat-missing',
  },
  {
    id: 'overdue',
    title: 'rows wait too long',
    severity: 'page',
    metric: metrics.whole(METRIC.oldestOverdueSeconds, 'Maximum'),
    rings: { above: OVERDUE_SECONDS },
    periods: [3, 5],
    missing,
    means:
      'Due principals wait longer than five minutes for their turn: ticks do not keep up with what is due.',
    first: 'See on the dashboard whether a provider has become slow or ticks reach their limit.',
    entry: 'overdue',
  },
  {
    id: 'app-misconfigured',
    title: 'an app is refused',
    severity: 'page',
    metric: metrics.whole(METRIC.misconfigured, 'Sum'),
    rings: { above: 0 },
    // A paused app is probed each minute. One principal alone in this backs off, and is told of by its own notice.
    periods: [4, 5],
    missing,
    means:
      'A provider refuses the app itself, not a grant: its principals are halted by nothing, and refreshed no more.',
    first: 'Run `refresh-scheduler status`, then `app check NAME` for the app that it names.',
    entry: 'app-misconfigured',
  },
  {
    id: 'grants-refused',
    title: 'grants are refused',
    severity: 'ticket',
    metric: metrics.whole(METRIC.refused, 'Sum', { period: FIVE_MINUTES }),
    rings: { above: 0 },
    periods: [1, 1],
    missing,
    means:
      'A provider refused grants: where no login without a person is possible, the principals are halted.',
    first: 'Run `refresh-scheduler list --state halted`: their owners must authorize again.',
    entry: 'grants-refused',
  },
  {
    id: 'grant-rescued',
    title: 'a grant had to be rescued',
    severity: 'page',
    metric: metrics.whole(METRIC.rescued, 'Sum', { period: FIVE_MINUTES }),
    rings: { above: 0 },
    periods: [1, 1],
    missing,
    means:
      "A new grant could not be written to the table; it lies sealed in the tick's log, and the old one is spent.",
    first:
      'Look for `rescued-grant-kept` in the minutes after; if it is not there, run `refresh-scheduler restore`.',
    entry: 'grant-rescued',
  },
  {
    id: 'publishing-failing',
    title: 'secrets cannot be written',
    severity: 'page',
    metric: metrics.whole(METRIC.publishFailed, 'Sum'),
    rings: { above: 0 },
    // One secret that fails by its own fault backs off and fails four times in ten minutes.
    periods: [5, 10],
    missing,
    means:
      'Secrets Manager refuses or throttles writes: consumers get no new tokens, and living ones are left alone.',
    first:
      "Look at Secrets Manager's health, at other writers of the account (50 writes a second in all) and at the key.",
    entry: 'publishing-failing',
  },
  {
    id: 'tick-near-limit',
    title: 'ticks near their time limit',
    severity: 'ticket',
    metric: metrics.whole(METRIC.tickDuration, 'Maximum'),
    rings: { above: tickNearLimitMilliseconds(settings) },
    periods: [3, 5],
    missing,
    means: 'Ticks need nearly all the time they have: a little more, and rows are left to the next one.',
    first:
      'Compare the latency of the providers with last week; raise `concurrency` or `memorySize` if they are as ever.',
    entry: 'tick-near-limit',
  },
  {
    id: 'census-late',
    title: 'census late',
    severity: 'ticket',
    metric: metrics.whole(METRIC.censusAgeSeconds, 'Maximum'),
    rings: { above: CENSUS_LATE_SECONDS },
    periods: [3, 3],
    missing,
    means:
      'No census has been finished for three quarters of an hour: the service level is not measured, and nothing mended.',
    first: "Read the census's log; look at its schedule and at undelivered censuses.",
    entry: 'census-late',
  },
];
