import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../../lambdas/contract.ts';
import type { Bed } from '../flow/bed.ts';

/** moto's account. */
const ACCOUNT = '123456789012';

/** One call to CloudWatch Logs, for which the project has no client and needs none. */
const logs = async (url: string, region: string, operation: string, input: object): Promise<unknown> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': `Logs_20140328.${operation}`,
      Authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/logs/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${body}`);
  return JSON.parse(body || '{}');
};

/** An event as a rule's target gets it. */
export interface Delivered {
  readonly 'detail-type': string;
  readonly source: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Taps the bed's bus as an operator would: a rule that matches the scheduler's source, with a log group as its target.
 *
 * @returns a function that reads what has been delivered
 */
export const tapBus = async (bed: Bed, url: string): Promise<() => Promise<Delivered[]>> => {
  const { region } = bed.aws;
  const { eventBus: EventBusName } = bed.settings;
  const logGroupName = `tap-of-${EventBusName}`;
  await logs(url, region, 'CreateLogGroup', { logGroupName });
  await bed.clients.events.send(
    new PutRuleCommand({
      EventBusName,
      Name: 'tap',
      EventPattern: JSON.stringify({ source: [EVENT_SOURCE] }),
    }),
  );
  const Arn = `arn:aws:logs:${region}:${ACCOUNT}:log-group:${logGroupName}`;
  await bed.clients.events.send(
    new PutTargetsCommand({ EventBusName, Rule: 'tap', Targets: [{ Id: 'log', Arn }] }),
  );
  return async () => {
    const { events = [] } = (await logs(url, region, 'FilterLogEvents', { logGroupName })) as {
      events?: { message: string }[];
    };
    return events.map(({ message }) => JSON.parse(message));
  };
};
