import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { CONSUMER_CACHE_SECONDS, LEAST_MARGIN_SECONDS } from '../../../lambdas/contract.ts';
import { GAUGE, METRIC } from '../../../lambdas/metrics.ts';
import type { Settings } from '../../settings.ts';
import {
  CENSUS_LATE_SECONDS,
  OVERDUE_SECONDS,
  tickLimitMilliseconds,
  tickNearLimitMilliseconds,
} from '../limits.ts';
import type { FleetMetrics } from '../metrics.ts';
import { PALETTE } from '../palette.ts';
import { graph, heading } from './widgets.ts';

/** How far it is to where something breaks. */
export const limits = (metrics: FleetMetrics, settings: Settings): readonly IWidget[][] => [
  [
    heading(
      'Limits',
      'How far it is to each. Red lines are where something breaks, orange ones where it comes near.',
    ),
  ],
  [
    graph({
      title: 'Longest tick (ms)',
      width: 6,
      axis: 'milliseconds',
      of: [metrics.whole(METRIC.tickDuration, 'Maximum', { label: 'longest tick', color: PALETTE.plain })],
      lines: [
        { label: 'time limit', value: tickLimitMilliseconds(settings) },
        { label: 'alarm', value: tickNearLimitMilliseconds(settings), color: PALETTE.late },
      ],
    }),
    graph({
      title: 'Margin left: the first token ends in (seconds)',
      width: 6,
      axis: 'seconds',
      of: [metrics.whole(GAUGE.minSecondsToExpiry, 'Minimum', { label: 'first token', color: PALETTE.good })],
      lines: [
        { label: `consumers' cache: ${CONSUMER_CACHE_SECONDS} s`, value: CONSUMER_CACHE_SECONDS },
        {
          label: `least margin: ${LEAST_MARGIN_SECONDS} s`,
          value: LEAST_MARGIN_SECONDS,
          color: PALETTE.late,
        },
      ],
      // A token that has ended ends in less than nothing.
      belowZero: true,
    }),
    graph({
      title: 'Oldest due row waits (seconds)',
      width: 6,
      axis: 'seconds',
      of: [
        metrics.whole(METRIC.oldestOverdueSeconds, 'Maximum', { label: 'oldest row', color: PALETTE.late }),
      ],
      lines: [{ label: 'alarm', value: OVERDUE_SECONDS }],
    }),
    graph({
      title: 'Age of the last census (seconds)',
      width: 6,
      axis: 'seconds',
      of: [metrics.whole(METRIC.censusAgeSeconds, 'Maximum', { label: 'last census', color: PALETTE.plain })],
      lines: [{ label: 'alarm', value: CENSUS_LATE_SECONDS }],
    }),
  ],
];
