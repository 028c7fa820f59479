import { randomUUID } from 'node:crypto';
import { Ring } from '../../aws/ring.ts';
import type { QueueMessage, StackQueue } from '../running.ts';
import type { Make, Site } from '../site.ts';

const NAME_LENGTH = 80;
const MESSAGES_KEPT = 100;
const SECOND = 1_000;

interface QueueProperties {
  readonly QueueName?: string;
  /** Seconds. */
  readonly VisibilityTimeout?: number;
  readonly RedrivePolicy?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}

/** `AWS::SQS::Queue`: a record of what was sent, passed on to the function that consumes it. Of the SQS API it can be found and purged. */
export const makeQueue: Make = ({ logicalId, properties }, site) => {
  const { account } = site.aws;
  const { QueueName, VisibilityTimeout = 30, RedrivePolicy } = properties as QueueProperties;
  const name = QueueName ?? site.nameFor(logicalId, NAME_LENGTH);
  const arn = site.arn('sqs', name);
  const url = `${site.aws.url}/${account}/${name}`;
  let kept = new Ring<QueueMessage>(MESSAGES_KEPT);
  let waiting = 0;
  let consumer: ((message: QueueMessage) => void) | undefined;
  const queue: StackQueue = {
    name,
    arn,
    url,
    visibilityMs: VisibilityTimeout * SECOND,
    ...(RedrivePolicy && {
      redrive: {
        deadLettersArn: RedrivePolicy.deadLetterTargetArn,
        maxReceiveCount: RedrivePolicy.maxReceiveCount,
      },
    }),
    send(body, attributes = {}) {
      const message = { messageId: randomUUID(), sentAt: Date.now(), body, attributes };
      kept.add(message);
      if (consumer) consumer(message);
      else waiting += 1;
    },
    consumeBy(taker) {
      consumer = taker;
    },
    messages: () => kept.toArray(),
    waiting: () => waiting,
    purge() {
      kept = new Ring(MESSAGES_KEPT);
      waiting = 0;
    },
  };
  site.queues.set(logicalId, queue);
  site.cloudWatch.addSampler(() => putDepth(queue, site));
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
};

/** As SQS measures it. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const putDepth = ({ name, waiting }: StackQueue, { cloudWatch }: Site): void =>
  cloudWatch.metrics.put({
    namespace: 'AWS/SQS',
    name: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: name },
    at: cloudWatch.now(),
    values: [waiting()],
    unit: 'Count',
  });
