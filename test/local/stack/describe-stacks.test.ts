import { DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sdkClients } from '../aws/sdk-clients.ts';
import { runningStacks } from './running-stacks.ts';
import { queue } from './tiny-assembly.ts';

const { run, endpoint } = runningStacks();
let clients: ReturnType<typeof sdkClients>;

beforeAll(() => {
  clients = sdkClients(endpoint());
});
afterAll(() => clients.destroy());

const describeStacks = async (StackName?: string) =>
  (await clients.stacks.send(new DescribeStacksCommand({ StackName }))).Stacks ?? [];

describe('CloudFormation DescribeStacks', () => {
  const Outputs = { Stack: { Value: { Ref: 'AWS::StackId' } }, Signs: { Value: `<a href="x">'&amp;'</a>` } };

  test('shows a running stack with its outputs, by name and by id', async () => {
    const stack = await run({ Failures: queue }, { template: { Outputs } });

    const [byName] = await describeStacks('Tiny');
    const byId = await describeStacks(stack.outputs.Stack);

    expect(byName).toMatchObject({
      StackId: stack.outputs.Stack,
      StackName: 'Tiny',
      StackStatus: 'CREATE_COMPLETE',
      CreationTime: expect.any(Date),
      Outputs: [
        { OutputKey: 'Stack', OutputValue: stack.outputs.Stack },
        { OutputKey: 'Signs', OutputValue: `<a href="x">'&amp;'</a>` },
      ],
    });
    expect(byId).toEqual([byName]);
  });

  test('lists every stack that runs, and none that has ended', async () => {
    const stack = await run({ Failures: queue });

    const running = await describeStacks();
    await stack.close();
    const ended = await describeStacks();

    expect(running.map(({ StackName }) => StackName)).toEqual(['Tiny']);
    expect(ended).toEqual([]);
  });

  test('refuses a stack that does not run, by its name', async () => {
    await expect(describeStacks('Tiny<1>')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id Tiny<1> does not exist',
      $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    });
  });

  test('is all there is of CloudFormation', async () => {
    await expect(clients.stacks.send(new ListStacksCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  test('fails in its own protocol when a fault strikes', async () => {
    endpoint().faults.set({ service: 'cloudformation', kind: 'error', remaining: 1 });

    await expect(describeStacks()).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: expect.objectContaining({ httpStatusCode: 500 }),
    });
  });
});

test('of two stacks with one name the later is shown, until it ends itself', async () => {
  const first = await run({ Failures: queue }, { template: { Outputs: { Which: { Value: 'first' } } } });
  await run({ Failures: queue }, { template: { Outputs: { Which: { Value: 'second' } } } });
  await first.close();

  const [shown] = await describeStacks('Tiny');

  expect(shown?.Outputs).toMatchObject([{ OutputValue: 'second' }]);
});
