import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledgeQueueWithoutDeadLetters } from './acknowledgements.ts';

/** A queue for what could not be done, kept for as long as SQS keeps anything. */
export const createDeadLetterQueue = (scope: Construct, id: string): Queue => {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledgeQueueWithoutDeadLetters(queue);
  return queue;
};
