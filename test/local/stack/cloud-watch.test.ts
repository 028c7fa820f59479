import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import type { WidgetView } from '../../../local/cloudwatch/views.ts';
import type { LocalStack } from '../../../local/stack/run-stack.ts';
import { sdkClients } from '../aws/sdk-clients.ts';
import { runningStacks } from './running-stacks.ts';
import { echo, failuresOf, queue, scheduleOf } from './tiny-assembly.ts';

const { run, endpoint } = runningStacks();

/** A dashboard with one value of a metric whose dimension is a name of the template. */
const figureOf = (namespace: string, name: string, dimension: string, value: object, stat = 'Sum') => ({
  Type: 'AWS::CloudWatch::Dashboard',
  Properties: {
    DashboardName: 'tiny',
    DashboardBody: {
      'Fn::Join': [
        '',
        [
          `{"widgets":[{"type":"metric","x":0,"y":0,"width":6,"height":3,"properties":{"view":"singleValue","metrics":[["${namespace}","${name}","${dimension}","`,
          value,
          `",{"stat":"${stat}"}]]}}]}`,
        ],
      ],
    },
  },
});

const valueIn = ({ cloudWatch }: LocalStack): number | undefined => {
  const [widget] = cloudWatch.view().widgets as readonly Extract<WidgetView, { kind: 'figures' }>[];
  return widget?.figures[0]?.value;
};

const invoke = ({ functions }: LocalStack, event: unknown = {}) => functions.Echo?.invoke(event);

describe('what AWS measures', () => {
  test.each<[string, number]>([
    ['Invocations', 3],
    ['Errors', 1],
  ])('is %s of a function', async (name, expected) => {
    const stack = await run({
      Echo: echo(),
      Board: figureOf('AWS/Lambda', name, 'FunctionName', { Ref: 'Echo' }),
    });

    await invoke(stack);
    await invoke(stack, { fail: true });
    await invoke(stack);

    expect(valueIn(stack)).toBe(expected);
  });

  test('is how long a function ran', async () => {
    const stack = await run({
      Echo: echo(),
      Board: figureOf('AWS/Lambda', 'Duration', 'FunctionName', { Ref: 'Echo' }, 'Maximum'),
    });
    const begun = performance.now();

    await invoke(stack);

    const took = performance.now() - begun;
    expect(valueIn(stack)).toBeGreaterThan(0);
    expect(valueIn(stack)).toBeLessThanOrEqual(took);
  });

  test('is what waits in a queue of dead letters, until it is purged', async () => {
    const stack = await run({
      Failures: queue,
      Echo: echo(),
      OnFailure: failuresOf('Echo', 'Failures'),
      Minutely: scheduleOf({ Input: '{"fail":true}' }),
      Board: figureOf(
        'AWS/SQS',
        'ApproximateNumberOfMessagesVisible',
        'QueueName',
        { 'Fn::GetAtt': ['Failures', 'QueueName'] },
        'Minimum',
      ),
    });
    await stack.tick();
    await stack.tick();
    const before = valueIn(stack);

    const url = await sqs('GetQueueUrl', { QueueName: stack.queues.Failures?.name });
    const purged = await sqs('PurgeQueue', url.body);

    expect(before).toBe(2);
    expect(purged).toEqual({ status: 200, body: {} });
    expect(valueIn(stack)).toBe(0);
    expect(stack.queues.Failures?.messages()).toEqual([]);
  });

  test('is what a table consumes', async () => {
    const clients = sdkClients(endpoint());
    const stack = await run({
      Rows: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        },
      },
      Board: figureOf('AWS/DynamoDB', 'ConsumedReadCapacityUnits', 'TableName', { Ref: 'Rows' }),
    });

    await clients.dynamoDb.send(
      new GetItemCommand({ TableName: stack.tables.Rows, Key: { id: { S: 'a' } }, ConsistentRead: true }),
    );

    clients.destroy();
    expect(valueIn(stack)).toBe(1);
  });
});

/** The JSON protocol of SQS, as the AWS command line speaks it. */
const sqs = async (
  operation: string,
  input: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(endpoint().url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

describe('SQS', () => {
  test('lists the queues of a running stack', async () => {
    const stack = await run({ Failures: queue, Others: queue });
    const { name = '', url = '' } = stack.queues.Failures ?? {};

    const all = await sqs('ListQueues', {});
    const named = await sqs('ListQueues', { QueueNamePrefix: name });

    expect(all.body.QueueUrls).toHaveLength(2);
    expect(named.body).toEqual({ QueueUrls: [url] });
    expect(url).toBe(`${endpoint().url}/000000000000/${name}`);
  });

  test.each([
    ['GetQueueUrl', { QueueName: 'nobody' }],
    ['PurgeQueue', { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/nobody' }],
  ])('%s does not find a queue that is not there', async (operation, input) => {
    const answer = await sqs(operation, input);

    expect(answer).toMatchObject({ status: 400, body: { __type: 'QueueDoesNotExist' } });
  });
});

describe('what functions print', () => {
  test('is found by a saved query in the log group of the function', async () => {
    const stack = await run({
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Echo: echo({ LoggingConfig: { LogGroup: { Ref: 'Logs' } } }),
      Greetings: {
        Type: 'AWS::Logs::QueryDefinition',
        Properties: {
          Name: 'greetings',
          QueryString: 'fields @message | filter @message like /hello/',
          LogGroupNames: [{ Ref: 'Logs' }],
        },
      },
    });

    await invoke(stack);

    expect(stack.cloudWatch.view().queries).toMatchObject([
      { name: 'greetings', rows: [['hello from Tiny']] },
    ]);
  });
});

describe('topics', () => {
  test('take what is published, and the one that the output names is that of pages', async () => {
    const Outputs = { PageTopic: { Value: { Ref: 'Urgent' } } };
    const stack = await run(
      {
        Urgent: { Type: 'AWS::SNS::Topic' },
        Later: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'later' } },
      },
      { template: { Outputs } },
    );
    const sns = new SNSClient({
      endpoint: endpoint().url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
    });

    await sns.send(new PublishCommand({ TopicArn: stack.outputs.PageTopic, Subject: 'first', Message: '1' }));
    await sns.send(
      new PublishCommand({
        TopicArn: 'arn:aws:sns:us-east-1:000000000000:later',
        Subject: 'second',
        Message: '2',
      }),
    );

    sns.destroy();
    expect(stack.cloudWatch.view().notices).toMatchObject([
      { severity: 'ticket', subject: 'second', text: '2' },
      { severity: 'page', subject: 'first', text: '1' },
    ]);
  });
});

describe('a template with what CloudWatch here does not know', () => {
  test('is refused by its resource and place', async () => {
    const Board = {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardBody: '{"widgets":[{"type":"custom","x":0,"y":0,"width":1,"height":1,"properties":{}}]}',
      },
    };

    await expect(run({ Board })).rejects.toThrow(
      'Resources.Board could not be made: ShapeError: DashboardBody.widgets.0 (custom): a widget of this type is not known here',
    );
  });

  test('names an action that goes elsewhere', async () => {
    const Alarm = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        Namespace: 'N',
        MetricName: 'M',
        Statistic: 'Sum',
        Period: 60,
        Threshold: 1,
        EvaluationPeriods: 1,
        ComparisonOperator: 'LessThanThreshold',
        AlarmActions: ['arn:aws:sns:us-east-1:111111111111:elsewhere'],
      },
    };

    const { notRun } = await run({ Alarm });

    expect(notRun).toEqual([
      {
        logicalId: 'Alarm',
        type: 'AWS::CloudWatch::Alarm',
        why: 'only topics of this stack are told, not arn:aws:sns:us-east-1:111111111111:elsewhere',
      },
    ]);
  });
});
