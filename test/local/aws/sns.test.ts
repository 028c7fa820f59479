import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';

const ARN = 'arn:aws:sns:us-east-1:000000000000:Page';
let aws: AwsEndpoint;
let sns: SNSClient;
let withdraw: () => void;
let sent: { readonly subject: string; readonly text: string }[];

beforeAll(async () => {
  aws = await startAws();
  sns = new SNSClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  sent = [];
  const publish = (message: (typeof sent)[number]) => `message-${sent.push(message)}`;
  withdraw = aws.hostStack({
    name: 'Tiny',
    id: 'tiny',
    outputs: {},
    functions: [],
    topics: [{ arn: ARN, publish }],
  });
});
afterEach(() => {
  sent.length = 0;
  aws.faults.clear();
});
afterAll(async () => {
  sns.destroy();
  await aws.close();
});

const publish = (change: Partial<PublishCommandInput> = {}) =>
  sns.send(new PublishCommand({ TopicArn: ARN, Subject: 'a subject', Message: 'a text', ...change }));

describe('SNS Publish', () => {
  test('gives a message to the topic of a running stack', async () => {
    const answer = await publish({ Message: 'Ärger: <&> "\'\n2nd line' });

    expect(answer.MessageId).toBe('message-1');
    expect(sent).toEqual([{ subject: 'a subject', text: 'Ärger: <&> "\'\n2nd line' }]);
  });

  test('gives a message without a subject the one of the e-mail', async () => {
    await publish({ Subject: undefined });

    expect(sent).toMatchObject([{ subject: 'AWS Notification Message' }]);
  });

  test.each<[string, Partial<PublishCommandInput>, object]>([
    [
      'a topic that is not there',
      { TopicArn: `${ARN}2` },
      { name: 'NotFoundException', message: 'Topic does not exist' },
    ],
    [
      'what is no topic',
      { TopicArn: 'Page' },
      { name: 'InvalidParameterException', message: 'Invalid parameter: TopicArn' },
    ],
    ['an empty message', { Message: '' }, { message: 'Invalid parameter: Empty message' }],
    [
      'a message of more than 256 KB',
      { Message: 'ä'.repeat(140_000) },
      { message: 'Invalid parameter: Message too long' },
    ],
    ['a subject of two lines', { Subject: 'a\nb' }, { message: 'Invalid parameter: Subject' }],
    [
      'a subject of more than 100 signs',
      { Subject: 'a'.repeat(101) },
      { message: 'Invalid parameter: Subject' },
    ],
    ['a subject beyond ASCII', { Subject: 'Ärger' }, { message: 'Invalid parameter: Subject' }],
  ])('refuses %s as AWS does', async (_, change, error) => {
    await expect(publish(change)).rejects.toMatchObject(error);
    expect(sent).toEqual([]);
  });

  test('can be struck by faults', async () => {
    aws.faults.set({ service: 'sns', kind: 'error', remaining: 1 });
    await expect(publish()).rejects.toMatchObject({
      $metadata: expect.objectContaining({ httpStatusCode: 500 }),
    });
    aws.faults.set({ service: 'sns', kind: 'throttle', remaining: 1 });
    await expect(publish()).rejects.toMatchObject({ name: 'ThrottlingException' });

    await publish();

    expect(sent).toHaveLength(1);
  });

  test('finds no topic of a stack that has ended', async () => {
    withdraw();

    await expect(publish()).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});
