import { randomUUID } from 'node:crypto';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AwsEndpoint } from '../../../local/aws/endpoint.ts';
import { type Addresses, clientsAt, createResources } from '../../flow/aws-resources.ts';
import type { Stage } from './answer.ts';

/**
 * What a fleet has, made anew. Ours plays the services that `elsewhere` does not name.
 *
 * @param elsewhere with `events`, that emulator plays SNS too
 */
export const openStage = async (aws: AwsEndpoint, elsewhere: Addresses): Promise<Stage> => {
  const clients = clientsAt(aws, elsewhere);
  const settings = await createResources(clients, `-${randomUUID()}`);
  const topics = new SNSClient({
    endpoint: elsewhere.events ?? aws.url,
    region: aws.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const topicArn = elsewhere.events === undefined ? ourTopic(aws) : await theirTopic(topics);
  return { clients, settings, topics, topicArn, name: randomUUID };
};

/** At our endpoint a topic is one of a stack that runs. */
const ourTopic = (aws: AwsEndpoint): string => {
  const name = `topic-${randomUUID()}`;
  const arn = `arn:aws:sns:${aws.region}:${aws.account}:${name}`;
  const id = `arn:aws:cloudformation:${aws.region}:${aws.account}:stack/${name}/${randomUUID()}`;
  aws.hostStack({ name, id, outputs: {}, functions: [], topics: [{ arn, publish: () => randomUUID() }] });
  return arn;
};

const theirTopic = async (topics: SNSClient): Promise<string> => {
  const { TopicArn = '' } = await topics.send(new CreateTopicCommand({ Name: `topic-${randomUUID()}` }));
  return TopicArn;
};

export const closeStage = ({ clients, topics }: Stage): void => {
  for (const client of [topics, ...Object.values(clients)]) client.destroy();
};
