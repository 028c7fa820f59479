import { type IWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { GAUGE, METRIC } from '../../../lambdas/metrics.ts';
import { pricesOf } from '../../../planning/prices.ts';
import { consumedBy, durationOf } from '../aws-metrics.ts';
import { type FleetMetrics, ONE_HOUR } from '../metrics.ts';
import { PALETTE } from '../palette.ts';
import type { Watched } from '../watched.ts';
import { graph, heading } from './widgets.ts';

/** The same in every Region that is listed there. */
const SECRET_A_MONTH = pricesOf('us-east-1').prices.secretAMonth;

/** What AWS charges for, the largest first. */
export const bill = (metrics: FleetMetrics, watched: Watched): readonly IWidget[][] => [
  [
    heading(
      'What drives the bill',
      'Secrets first, by far. List prices without discounts; what consumers read is not in it.',
    ),
  ],
  [
    graph({
      title: `Secrets ($ a month, at $${SECRET_A_MONTH.toFixed(2)} each)`,
      width: 6,
      axis: '$ a month',
      of: [secretsAMonth(metrics)],
    }),
    graph({
      title: 'Secrets Manager: writes of ticks (an hour)',
      width: 6,
      axis: 'writes an hour',
      of: [
        metrics.whole(METRIC.published, 'Sum', { label: 'published', color: PALETTE.good, period: ONE_HOUR }),
        metrics.whole(METRIC.publishFailed, 'Sum', { label: 'failed', color: PALETTE.bad, period: ONE_HOUR }),
      ],
    }),
    graph({
      title: 'Lambda (GB-seconds an hour)',
      width: 6,
      axis: 'GB-seconds an hour',
      stacked: true,
      of: [
        gigabyteSeconds('tick', watched.tick.function, PALETTE.plain),
        gigabyteSeconds('census', watched.census.function, PALETTE.other),
        gigabyteSeconds('operate', watched.operator.function, PALETTE.third),
        gigabyteSeconds('reject', watched.rejections.function, PALETTE.fourth),
        gigabyteSeconds('notify', watched.notices.function, PALETTE.quiet),
      ],
    }),
    graph({
      title: 'DynamoDB: table of principals (units an hour)',
      width: 6,
      axis: 'units an hour',
      stacked: true,
      of: [
        consumedBy(watched.tables.principals, 'Write', 'table', { label: 'writes', color: PALETTE.plain }),
        consumedBy(watched.tables.principals, 'Write', 'index', {
          label: 'writes of the index',
          color: PALETTE.other,
        }),
        consumedBy(watched.tables.principals, 'Read', 'table', { label: 'reads', color: PALETTE.third }),
        consumedBy(watched.tables.principals, 'Read', 'index', {
          label: 'reads of the index',
          color: PALETTE.fourth,
        }),
      ],
    }),
  ],
];

/** One secret a principal, whatever state it is in. */
const secretsAMonth = (metrics: FleetMetrics): MathExpression =>
  new MathExpression({
    expression: `SUM([active, paused, halted]) * ${SECRET_A_MONTH}`,
    usingMetrics: {
      active: metrics.inState(GAUGE.principals, 'active'),
      paused: metrics.inState(GAUGE.principals, 'paused'),
      halted: metrics.inState(GAUGE.principals, 'halted'),
    },
    label: 'secrets of tokens',
    color: PALETTE.plain,
    period: metrics.inState(GAUGE.principals, 'active').period,
  });

/** Memory is billed for as long as a function runs, whether it is used or not. */
const gigabyteSeconds = (name: string, target: LambdaFunction, color: string): MathExpression =>
  new MathExpression({
    expression: `${name} / 1000 * ${gigabytesOf(target)}`,
    usingMetrics: { [name]: durationOf(target) },
    label: name,
    color,
    period: ONE_HOUR,
  });

const gigabytesOf = (target: LambdaFunction): number =>
  ((target.node.defaultChild as CfnFunction).memorySize ?? 128) / 1_024;
