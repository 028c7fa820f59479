import type { EventEnvelope } from '../../aws/event-rules.ts';
import type { StackQueue } from '../running.ts';
import type { Make } from '../site.ts';

const NAME_LENGTH = 64;

interface RuleProperties {
  readonly Name?: string;
  /** Name or ARN. */
  readonly EventBusName?: string;
  readonly EventPattern?: unknown;
  readonly State?: string;
  readonly Targets?: readonly Target[];
}

interface Target {
  readonly Arn: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: unknown;
}

/** `AWS::Events::Rule` with a pattern, for queues of the stack. Every delivery succeeds, so none is repeated. */
export const makeEventRule: Make = ({ logicalId, properties }, site) => {
  const { Name, EventBusName = 'default', EventPattern, State, Targets = [] } = properties as RuleProperties;
  const name = Name ?? site.nameFor(logicalId, NAME_LENGTH);
  const bus = EventBusName.slice(EventBusName.lastIndexOf('/') + 1);
  const path = bus === 'default' ? name : `${bus}/${name}`;
  const made = { ref: name, attributes: { Arn: site.arn('events', `rule/${path}`) } };
  if (EventPattern === undefined) return { ...made, notRun: 'only rules with a pattern run here' };

  const queues = new Map([...site.queues.values()].map((queue) => [queue.arn, queue]));
  const runs = (target: Target): boolean => queues.has(target.Arn) && target.InputTransformer === undefined;
  if (State !== 'DISABLED')
    for (const target of Targets.filter(runs))
      site.endings.push(
        site.aws.events.addRule({
          bus,
          pattern: EventPattern,
          deliver: (event) => (queues.get(target.Arn) as StackQueue).send(inputOf(target, event)),
        }),
      );

  const others = Targets.filter((target) => !runs(target)).map(({ Arn }) => Arn);
  return {
    ...made,
    ...(others.length > 0 && {
      notRun: `only queues of this stack get events here, and whole: not ${others.join(', ')}`,
    }),
  };
};

/** The event, a part of it, or what the rule says instead. */
const inputOf = ({ Input, InputPath = '$' }: Target, event: EventEnvelope): unknown => {
  if (Input !== undefined) return JSON.parse(Input);
  const [, ...steps] = InputPath.split('.');
  return steps.reduce<unknown>((part, step) => (part as Record<string, unknown> | undefined)?.[step], event);
};
