import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { GAUGE } from '../../../lambdas/metrics.ts';
import { CERTIFICATE_DAYS } from '../limits.ts';
import type { FleetMetrics } from '../metrics.ts';
import { PALETTE } from '../palette.ts';
import { graph, heading } from './widgets.ts';

/** What the whole table looks like. */
export const census = (metrics: FleetMetrics): readonly IWidget[][] => [
  [
    heading(
      'Census',
      'The whole table, counted every quarter of an hour: what there is, and what was found amiss.',
    ),
  ],
  [
    graph({
      title: 'Principals by state',
      width: 8,
      axis: 'principals',
      stacked: true,
      of: [
        metrics.inState(GAUGE.principals, 'active', { color: PALETTE.good }),
        metrics.inState(GAUGE.principals, 'paused', { color: PALETTE.quiet }),
        metrics.inState(GAUGE.principals, 'halted', { color: PALETTE.bad }),
      ],
    }),
    graph({
      title: 'Mended, or left for somebody (a census)',
      width: 8,
      axis: 'rows or secrets',
      of: [
        metrics.whole(GAUGE.adopted, 'Sum', {
          label: 'rows put back into their queue',
          color: PALETTE.plain,
        }),
        metrics.whole(GAUGE.drift, 'Sum', { label: 'disagreed, mended', color: PALETTE.other }),
        metrics.whole(GAUGE.orphans, 'Maximum', { label: 'secrets without a row', color: PALETTE.late }),
        metrics.whole(GAUGE.malformed, 'Maximum', {
          label: 'rows that break the contract',
          color: PALETTE.bad,
        }),
      ],
    }),
    graph({
      title: 'First certificate ends in (days)',
      width: 8,
      axis: 'days',
      of: [
        metrics.whole(GAUGE.daysToCertificateEnd, 'Minimum', {
          label: 'first certificate',
          color: PALETTE.good,
        }),
      ],
      lines: [
        { label: 'page', value: CERTIFICATE_DAYS.page },
        { label: 'ticket', value: CERTIFICATE_DAYS.ticket, color: PALETTE.late },
      ],
      belowZero: true,
    }),
  ],
];
