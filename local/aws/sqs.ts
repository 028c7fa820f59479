import * as z from 'zod';
import type { HostedQueue, HostedStacks } from './hosted-stacks.ts';
import { jsonService, operation, type Service } from './operation.ts';
import { AwsError } from './wire.ts';

/**
 * SQS as far as emptying a queue of dead letters goes: the queues of the stacks that run now can be found and purged.
 * Messages come and go without it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
 */
export const sqs = (stacks: HostedStacks): Service =>
  jsonService('sqs', {
    GetQueueUrl: operation(z.object({ QueueName: z.string() }), ({ QueueName }) => ({
      QueueUrl: named(stacks, QueueName).url,
    })),
    ListQueues: operation(z.object({ QueueNamePrefix: z.string().default('') }), ({ QueueNamePrefix }) => ({
      QueueUrls: stacks
        .queues()
        .filter(({ name }) => name.startsWith(QueueNamePrefix))
        .map(({ url }) => url),
    })),
    PurgeQueue: operation(z.object({ QueueUrl: z.string() }), ({ QueueUrl }) => {
      // Whatever host it names: a URL that was copied from AWS ends in the same name.
      named(stacks, QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1)).purge();
      return {};
    }),
  });

/** @throws QueueDoesNotExist */
const named = (stacks: HostedStacks, wanted: string): HostedQueue => {
  const queue = stacks.queues().find(({ name }) => name === wanted);
  if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  return queue;
};
