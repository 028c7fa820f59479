import { Duration } from 'aws-cdk-lib';
import { type Alarm, AlarmStatusWidget, Column, type IWidget, Row } from 'aws-cdk-lib/aws-cloudwatch';
import { GAUGE, METRIC } from '../../../lambdas/metrics.ts';
import type { FleetMetrics } from '../metrics.ts';
import { PALETTE } from '../palette.ts';
import { figure, heading } from './widgets.ts';

/** Whoever is woken looks here first. */
export const areWeFine = (
  metrics: FleetMetrics,
  alarms: readonly Alarm[],
  { fleet, runbook }: { readonly fleet: string; readonly runbook: string },
): readonly IWidget[][] => [
  [
    heading(
      `Are we fine? The fleet ${fleet}`,
      `Green is as it should be, orange waits, red needs somebody. What to do is in the runbook, \`${runbook}\`.`,
    ),
  ],
  [
    new Column(
      new Row(
        figure(
          'First token ends in (seconds)',
          metrics.whole(GAUGE.minSecondsToExpiry, 'Minimum', { label: 'seconds left', color: PALETTE.good }),
        ),
        figure(
          'Expired tokens',
          metrics.whole(GAUGE.expired, 'Maximum', { label: 'principals', color: PALETTE.bad }),
        ),
        figure(
          'Oldest due row waits (seconds)',
          metrics.whole(METRIC.oldestOverdueSeconds, 'Maximum', { label: 'seconds', color: PALETTE.late }),
        ),
      ),
      new Row(
        figure(
          'Runs in these five minutes (up to 5)',
          metrics.whole(METRIC.heartbeat, 'Sum', {
            label: 'runs',
            color: PALETTE.good,
            period: Duration.minutes(5),
          }),
        ),
        figure(
          'Halted principals',
          metrics.inState(GAUGE.principals, 'halted', { label: 'need their owner', color: PALETTE.bad }),
        ),
        figure(
          'Active principals',
          metrics.inState(GAUGE.principals, 'active', { label: 'kept alive', color: PALETTE.good }),
        ),
      ),
    ),
    new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 9, height: 6 }),
  ],
];
