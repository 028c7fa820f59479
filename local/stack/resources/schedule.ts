import { invokeAsynchronously } from '../asynchronous-invocation.ts';
import { periodOf } from '../rate-expression.ts';
import { scheduledEvent } from '../scheduled-event.ts';
import type { Make } from '../site.ts';

const NAME_LENGTH = 64;

interface ScheduleProperties {
  readonly Name?: string;
  readonly ScheduleExpression: string;
  readonly State?: 'ENABLED' | 'DISABLED';
  readonly Target: {
    readonly Arn: string;
    readonly Input?: string;
    readonly DeadLetterConfig?: { readonly Arn?: string };
  };
}

/** `AWS::Scheduler::Schedule` at a rate, for a function of the stack. A delivery that failed is not tried again. */
export const makeSchedule: Make = ({ logicalId, properties }, site) => {
  const { Name, ScheduleExpression, State, Target } = properties as unknown as ScheduleProperties;
  const name = Name ?? site.nameFor(logicalId, NAME_LENGTH);
  const arn = site.arn('scheduler', `schedule/default/${name}`);
  const made = { ref: name, attributes: { Arn: arn } };

  const everyMs = periodOf(ScheduleExpression);
  if (everyMs === undefined)
    return { ...made, notRun: `only rate(...) runs here, not ${ScheduleExpression}` };
  const target = [...site.functions.values()].find((candidate) => candidate.arn === Target.Arn);
  if (!target) return { ...made, notRun: `its target ${Target.Arn} is not a function that runs here` };
  const deadLetters = [...site.queues.values()].find((queue) => queue.arn === Target.DeadLetterConfig?.Arn);

  site.schedules.set(logicalId, {
    name,
    everyMs,
    enabled: State !== 'DISABLED',
    async fire() {
      const event = Target.Input === undefined ? scheduledEvent(arn, site.aws) : JSON.parse(Target.Input);
      try {
        return await invokeAsynchronously(target, event, site.failureQueues.get(target.name));
      } catch (error) {
        deadLetters?.send(event, { SCHEDULE_ARN: arn, TARGET_ARN: target.arn, ERROR_MESSAGE: String(error) });
        throw error;
      }
    },
  });
  return made;
};
