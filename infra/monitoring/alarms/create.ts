import { Alarm, ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { FleetMetrics } from '../metrics.ts';
import type { Watched } from '../watched.ts';
import { censusAlarms } from './census-alarms.ts';
import type { AlarmDefinition } from './definition.ts';
import { functionAlarms } from './function-alarms.ts';
import { tickAlarms } from './tick-alarms.ts';

/** Every alarm of a fleet. */
export const alarmTable = (watched: Watched): readonly AlarmDefinition[] => {
  const metrics = new FleetMetrics(watched.settings.fleet);
  return [...tickAlarms(watched.settings, metrics), ...censusAlarms(metrics), ...functionAlarms(watched)];
};

/** Each tells its topic when it rings, and when it is over. */
export const createAlarms = (scope: Construct, watched: Watched): readonly Alarm[] =>
  alarmTable(watched).map((definition) => {
    const [breaching, periods] = definition.periods;
    const alarm = new Alarm(scope, definition.id, {
      // One fleet of this id stands in an account and Region, as its key's alias sees to.
      alarmName: `refresh-scheduler ${watched.settings.fleet}: ${definition.title}`,
      alarmDescription: descriptionOf(definition, watched.settings.runbook),
      metric: definition.metric,
      ...thresholdOf(definition),
      datapointsToAlarm: breaching,
      evaluationPeriods: periods,
      treatMissingData: definition.missing,
    });
    const topic = new SnsAction(watched.notices[definition.severity]);
    alarm.addAlarmAction(topic);
    alarm.addOkAction(topic);
    return alarm;
  });

/** The mail that CloudWatch sends shows it whole. */
const descriptionOf = ({ means, first, entry }: AlarmDefinition, runbook: string): string =>
  `${means} ${first} More: ${runbook}#${entry}`;

const thresholdOf = ({ rings }: AlarmDefinition) =>
  'above' in rings
    ? { comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD, threshold: rings.above }
    : { comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD, threshold: rings.below };
