import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../lambdas/contract.ts';
import type { Bed } from '../flow/bed.ts';

/** An event as a rule's target gets it. */
export interface Delivered {
  readonly 'detail-type': string;
  readonly source: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One call to SQS, for which the project has no client and needs none. */
const sqs = async (url: string, region: string, operation: string, input: object): Promise<unknown> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `AmazonSQS.${operation}`,
      Authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${body}`);
  return JSON.parse(body || '{}');
};

const MOST_AT_ONCE = 10;

/**
 * Taps the bed's bus as an operator would: a rule that matches the scheduler's source, with a queue as its target.
 *
 * @param url of the emulator that plays the bus, and the queue too
 * @returns a function that reads what has been delivered since it was last called
 */
export const tapBus = async (bed: Bed, url: string): Promise<() => Promise<Delivered[]>> => {
  const { region } = bed.aws;
  const { eventBus: EventBusName } = bed.settings;
  const QueueName = `tap-of-${EventBusName}`;
  const ask = (operation: string, input: object) => sqs(url, region, operation, input);

  const { QueueUrl } = (await ask('CreateQueue', { QueueName })) as { QueueUrl: string };
  const { Attributes } = (await ask('GetQueueAttributes', { QueueUrl, AttributeNames: ['QueueArn'] })) as {
    Attributes: { QueueArn: string };
  };
  await bed.clients.events.send(
    new PutRuleCommand({
      EventBusName,
      Name: 'tap',
      EventPattern: JSON.stringify({ source: [EVENT_SOURCE] }),
    }),
  );
  await bed.clients.events.send(
    new PutTargetsCommand({
      EventBusName,
      Rule: 'tap',
      Targets: [{ Id: 'queue', Arn: Attributes.QueueArn }],
    }),
  );
  return async () => {
    const { Messages = [] } = (await ask('ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: MOST_AT_ONCE,
    })) as { Messages?: { Body: string }[] };
    return Messages.map(({ Body }) => JSON.parse(Body));
  };
};
