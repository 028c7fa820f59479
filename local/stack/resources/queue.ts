import { Ring } from '../../aws/ring.ts';
import type { QueueMessage } from '../running.ts';
import type { Make } from '../site.ts';

const NAME_LENGTH = 80;
const MESSAGES_KEPT = 100;

/** `AWS::SQS::Queue`: a record of what was sent, without the SQS API. */
export const makeQueue: Make = ({ logicalId, properties }, site) => {
  const { region, account } = site.aws;
  const name = (properties.QueueName as string | undefined) ?? site.nameFor(logicalId, NAME_LENGTH);
  const arn = site.arn('sqs', name);
  const kept = new Ring<QueueMessage>(MESSAGES_KEPT);
  site.queues.set(logicalId, {
    arn,
    send: (body, attributes = {}) => kept.add({ sentAt: Date.now(), body, attributes }),
    messages: () => kept.toArray(),
  });
  const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
};
