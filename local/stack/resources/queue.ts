import { randomUUID } from 'node:crypto';
import { Ring } from '../../aws/ring.ts';
import type { QueueMessage } from '../running.ts';
import type { Make } from '../site.ts';

const NAME_LENGTH = 80;
const MESSAGES_KEPT = 100;
const SECOND = 1_000;

interface QueueProperties {
  readonly QueueName?: string;
  /** Seconds. */
  readonly VisibilityTimeout?: number;
  readonly RedrivePolicy?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };
}

/** `AWS::SQS::Queue`: a record of what was sent, passed on to the function that consumes it, without the SQS API. */
export const makeQueue: Make = ({ logicalId, properties }, site) => {
  const { region, account } = site.aws;
  const { QueueName, VisibilityTimeout = 30, RedrivePolicy } = properties as QueueProperties;
  const name = QueueName ?? site.nameFor(logicalId, NAME_LENGTH);
  const arn = site.arn('sqs', name);
  const kept = new Ring<QueueMessage>(MESSAGES_KEPT);
  let consumer: ((message: QueueMessage) => void) | undefined;
  site.queues.set(logicalId, {
    arn,
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
      consumer?.(message);
    },
    consumeBy(taker) {
      consumer = taker;
    },
    messages: () => kept.toArray(),
  });
  const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
};
