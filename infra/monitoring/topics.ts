import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/** Whether somebody is woken, or reads it in the morning. */
export type Severity = 'page' | 'ticket';

export interface Topics {
  readonly page: Topic;
  readonly ticket: Topic;
}

/**
 * Where people are told, by notices and by alarms.
 *
 * No customer key: what is said here names apps and principals and holds nothing secret. CloudWatch could publish to an
 * encrypted topic only with a right to the key, and the fleet's key is not opened for one more service.
 */
export const createTopics = (scope: Construct, { fleet, pageTo, ticketTo }: Settings): Topics => ({
  page: createTopic(scope, 'Page', `refresh-scheduler ${fleet}: page`, pageTo),
  ticket: createTopic(scope, 'Ticket', `refresh-scheduler ${fleet}: ticket`, ticketTo),
});

const createTopic = (
  scope: Construct,
  id: string,
  displayName: string,
  addresses: readonly string[],
): Topic => {
  const topic = new Topic(scope, id, { displayName, enforceSSL: true });
  topic.addToResourcePolicy(fromAlarms(topic));
  for (const address of addresses) topic.addSubscription(new EmailSubscription(address));
  return topic;
};

/** With a policy of its own, a topic is open to nobody who is not named there, or has a right by his role. */
const fromAlarms = (topic: Topic): PolicyStatement => {
  const stack = Stack.of(topic);
  const alarms = stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return new PolicyStatement({
    sid: 'AlarmsOfThisAccount',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: {
      StringEquals: { 'aws:SourceAccount': stack.account },
      ArnLike: { 'aws:SourceArn': alarms },
    },
  });
};
