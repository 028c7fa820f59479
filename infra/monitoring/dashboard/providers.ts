import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC } from '../../../lambdas/metrics.ts';
import type { FleetMetrics } from '../metrics.ts';
import { graph, heading } from './widgets.ts';

/** In the order in which a row can fare. */
const OUTCOMES = [
  { title: 'Due', metric: METRIC.due },
  { title: 'Refreshed', metric: METRIC.refreshed },
  { title: 'Put off, tried again by itself', metric: METRIC.deferred },
  { title: 'Grant refused', metric: METRIC.refused },
  { title: 'App refused', metric: METRIC.misconfigured },
  { title: 'Answer lost', metric: METRIC.answerLost },
  { title: 'Taken by somebody else', metric: METRIC.claimLost },
  { title: 'Refused, but replaced meanwhile', metric: METRIC.superseded },
] as const;

/** Which cloud it is. */
export const providers = (metrics: FleetMetrics): readonly IWidget[][] => [
  [
    heading(
      'By provider',
      'How the principals fared that were due: a line for each provider, a value a minute.',
    ),
  ],
  OUTCOMES.map(({ title, metric }) =>
    graph({
      title: `${title} (a minute)`,
      width: 6,
      height: 5,
      axis: 'a minute',
      of: [metrics.byProvider(metric, 'Sum')],
      stacked: true,
    }),
  ),
];

/** Who has become slow. */
export const latencies = (metrics: FleetMetrics): readonly IWidget[][] => [
  [
    graph({
      title: 'Latency of providers: request to whole reply (ms)',
      width: 12,
      axis: 'milliseconds',
      of: [
        metrics.byProvider(METRIC.providerLatency, 'p50', 'p50'),
        metrics.byProvider(METRIC.providerLatency, 'p99', 'p99'),
      ],
    }),
    graph({
      title: 'Latency of publishing: one secret (ms)',
      width: 12,
      axis: 'milliseconds',
      of: [
        metrics.whole(METRIC.publishLatency, 'p50', { label: 'p50' }),
        metrics.whole(METRIC.publishLatency, 'p99', { label: 'p99' }),
      ],
    }),
  ],
];
