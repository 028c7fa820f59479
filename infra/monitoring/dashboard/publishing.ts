import { type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC } from '../../../lambdas/metrics.ts';
import { QUOTAS } from '../../../planning/quotas.ts';
import type { Settings } from '../../settings.ts';
import { type FleetMetrics, ONE_MINUTE } from '../metrics.ts';
import { PALETTE } from '../palette.ts';
import { graph, heading } from './widgets.ts';

/** Whether consumers get what providers gave. */
export const publishing = (metrics: FleetMetrics, { publishRate }: Settings): readonly IWidget[][] => [
  [
    heading(
      'Publishing',
      'Secrets that were written, and the room that is left under the quota of Secrets Manager.',
    ),
  ],
  [
    graph({
      title: 'Refreshed and published (a minute)',
      width: 8,
      axis: 'a minute',
      of: [
        metrics.whole(METRIC.refreshed, 'Sum', { label: 'refreshed', color: PALETTE.plain }),
        metrics.whole(METRIC.published, 'Sum', { label: 'published', color: PALETTE.good }),
        metrics.whole(METRIC.publishFailed, 'Sum', { label: 'publishing failed', color: PALETTE.bad }),
      ],
    }),
    graph({
      title: "Writes of secrets (a second, as a minute's average)",
      width: 8,
      axis: 'a second',
      of: [writesASecond(metrics)],
      lines: [
        {
          label: `quota: ${QUOTAS.secretWrites.value}, account and Region`,
          value: QUOTAS.secretWrites.value,
        },
        { label: `a tick's own pace: ${publishRate}`, value: publishRate, color: PALETTE.late },
      ],
    }),
    graph({
      title: 'What needs somebody (a minute)',
      width: 8,
      axis: 'a minute',
      of: [
        metrics.whole(METRIC.refused, 'Sum', { label: 'grants refused', color: PALETTE.late }),
        metrics.whole(METRIC.misconfigured, 'Sum', { label: 'apps refused', color: PALETTE.bad }),
        metrics.whole(METRIC.rescued, 'Sum', { label: 'grants rescued', color: PALETTE.other }),
      ],
    }),
  ],
];

/** A count that is zero is not emitted. */
const writesASecond = (metrics: FleetMetrics): MathExpression =>
  new MathExpression({
    expression: '(FILL(published, 0) + FILL(failed, 0)) / PERIOD(published)',
    usingMetrics: {
      published: metrics.whole(METRIC.published, 'Sum'),
      failed: metrics.whole(METRIC.publishFailed, 'Sum'),
    },
    label: 'writes a second',
    color: PALETTE.plain,
    period: ONE_MINUTE,
  });
