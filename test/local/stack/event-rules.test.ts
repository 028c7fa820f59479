import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Resource } from '../../../local/stack/template.ts';
import { sdkClients } from '../aws/sdk-clients.ts';
import { runningStacks } from './running-stacks.ts';
import { echo, queue } from './tiny-assembly.ts';

const { run, endpoint } = runningStacks();

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const bus = (Name: string): Resource => ({ Type: 'AWS::Events::EventBus', Properties: { Name } });
const rule = (target: Record<string, unknown> = {}, properties: Record<string, unknown> = {}): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    EventBusName: { Ref: 'Bus' },
    EventPattern: { source: ['consumer'] },
    State: 'ENABLED',
    Targets: [{ Id: 'T', Arn: arnOf('Queue'), ...target }],
    ...properties,
  },
});
const mapping = (properties: Record<string, unknown> = {}): Resource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn: arnOf('Queue'), FunctionName: { Ref: 'Echo' }, ...properties },
});

let clients: ReturnType<typeof sdkClients> | undefined;
afterEach(() => {
  clients?.destroy();
  clients = undefined;
});

/** Puts events by the real client: their details. */
const put = async (EventBusName: string, ...details: readonly object[]): Promise<void> => {
  clients ??= sdkClients(endpoint());
  const Entries = details.map((detail) => ({
    EventBusName,
    Source: 'consumer',
    DetailType: 'Told',
    Detail: JSON.stringify(detail),
  }));
  await clients.events.send(new PutEventsCommand({ Entries }));
};

describe('a rule of the template', () => {
  test.each<[string, string, Record<string, unknown>, unknown]>([
    [
      'the whole event',
      'whole',
      {},
      expect.objectContaining({ source: 'consumer', detail: { n: { of: 1 } } }),
    ],
    ['a part of it', 'part', { InputPath: '$.detail.n' }, { of: 1 }],
    ['what it says instead', 'instead', { Input: '{"fixed":true}' }, { fixed: true }],
  ])('brings %s to a queue', async (_, name, target, body) => {
    const stack = await run({ Bus: bus(name), Queue: queue, Rule: rule(target) });

    await put(name, { n: { of: 1 } });

    expect(stack.queues.Queue?.messages()).toMatchObject([{ body }]);
  });

  test('brings nothing while it is disabled, nor after the end of its stack', async () => {
    const stack = await run({ Bus: bus('ended'), Queue: queue, Rule: rule() });
    const disabled = await run({
      Bus: bus('disabled'),
      Queue: queue,
      Rule: rule({}, { State: 'DISABLED' }),
    });
    await stack.close();

    await put('ended', {});
    await put('disabled', {});

    expect(stack.queues.Queue?.messages()).toEqual([]);
    expect(disabled.queues.Queue?.messages()).toEqual([]);
  });

  test('is named where it cannot run', async () => {
    const stack = await run({
      Bus: bus('elsewhere'),
      Queue: queue,
      Echo: echo(),
      ToFunction: rule({ Arn: arnOf('Echo') }),
      Transforming: rule({ InputTransformer: {} }),
      Hourly: rule({}, { EventPattern: undefined, ScheduleExpression: 'rate(1 hour)' }),
    });

    const reasons = Object.fromEntries(stack.notRun.map(({ logicalId, why }) => [logicalId, why]));
    expect(reasons).toEqual({
      ToFunction: expect.stringMatching(/only queues .* not arn:aws:lambda/),
      Transforming: expect.stringMatching(/only queues .* not arn:aws:sqs/),
      Hourly: 'only rules with a pattern run here',
    });
  });

  test('with a filter that is not known here is refused', async () => {
    const strange = rule({}, { EventPattern: { source: [{ prefix: 'con' }] } });

    await expect(run({ Bus: bus('strange'), Queue: queue, Rule: strange })).rejects.toThrow(
      /Resources\.Rule could not be made: .*pattern\.source/,
    );
  });
});

describe('an event source mapping', () => {
  const heard = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    return { promise, onLine: () => resolve() };
  };

  test('feeds a function from a queue that a rule fills', async () => {
    const line = heard();
    const { onLine } = line;
    await run(
      {
        Bus: bus('fed'),
        Queue: queue,
        Echo: echo(),
        Rule: rule({ InputPath: '$.detail' }),
        Mapping: mapping({ BatchSize: 2, MaximumBatchingWindowInSeconds: 60 }),
      },
      { onLine },
    );

    await put('fed', { n: 1 }, { n: 2 });
    await line.promise;

    expect(endpoint().events().at(-1)).toMatchObject({ bus: 'fed', detail: { n: 2 } });
  });

  test('is named where queue or function are not of the stack', async () => {
    const stack = await run({
      Queue: queue,
      Echo: echo(),
      Foreign: mapping({ EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' }),
    });

    expect(stack.notRun).toEqual([
      {
        logicalId: 'Foreign',
        type: 'AWS::Lambda::EventSourceMapping',
        why: expect.stringContaining('only a queue and a function of this stack'),
      },
    ]);
  });
});
