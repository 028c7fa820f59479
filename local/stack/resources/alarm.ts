import { readAlarm } from '../../cloudwatch/alarms/definition.ts';
import type { Make } from '../site.ts';

const NAME_LENGTH = 255;

/** `AWS::CloudWatch::Alarm` of a metric or an expression: it judges while the schedules run, and tells topics of the stack. */
export const makeAlarm: Make = ({ logicalId, properties }, site) => {
  const name = (properties.AlarmName as string | undefined) ?? site.nameFor(logicalId, NAME_LENGTH);
  const arn = site.arn('cloudwatch', `alarm:${name}`);
  const alarm = readAlarm(properties, name, arn);
  site.cloudWatch.addAlarm(alarm);
  const elsewhere = Object.values(alarm.actions)
    .flat()
    .filter((target) => !site.cloudWatch.topics.has(target));
  return {
    ref: name,
    attributes: { Arn: arn },
    ...(elsewhere.length > 0 && {
      notRun: `only topics of this stack are told, not ${elsewhere.join(', ')}`,
    }),
  };
};
