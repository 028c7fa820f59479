import { consumeQueue } from '../queue-consumer.ts';
import type { Make } from '../site.ts';

const SECOND = 1_000;

interface MappingProperties {
  readonly EventSourceArn: string;
  /** Name or ARN. */
  readonly FunctionName: string;
  readonly Enabled?: boolean;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly FunctionResponseTypes?: readonly string[];
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
}

/** `AWS::Lambda::EventSourceMapping` from a queue to a function, both of the stack. */
export const makeEventSourceMapping: Make = ({ logicalId, properties }, site) => {
  const { EventSourceArn, FunctionName, Enabled, ...how } = properties as unknown as MappingProperties;
  const made = { ref: site.nameFor(logicalId, 64) };
  const queues = [...site.queues.values()];
  const queue = queues.find(({ arn }) => arn === EventSourceArn);
  const target = [...site.functions.values()].find(
    ({ name, arn }) => name === FunctionName || arn === FunctionName,
  );
  if (!queue || !target)
    return { ...made, notRun: `only a queue and a function of this stack, not ${EventSourceArn}` };
  if (Enabled === false) return made;

  const consumer = consumeQueue({
    queue,
    target,
    deadLetters: queues.find(({ arn }) => arn === queue.redrive?.deadLettersArn),
    region: site.aws.region,
    // Lambda's defaults.
    batchSize: how.BatchSize ?? 10,
    windowMs: (how.MaximumBatchingWindowInSeconds ?? 0) * SECOND,
    mostAtOnce: how.ScalingConfig?.MaximumConcurrency ?? Number.POSITIVE_INFINITY,
    reportsItemFailures: how.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
  });
  site.endings.push(() => consumer.close());
  return made;
};
