import { InvokeCommand, type InvokeCommandInput, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalStack } from '../../../local/stack/run-stack.ts';
import { sdkClients } from '../aws/sdk-clients.ts';
import { runningStacks } from './running-stacks.ts';
import { echo, failuresOf, queue } from './tiny-assembly.ts';

const { run, endpoint } = runningStacks();
let clients: ReturnType<typeof sdkClients>;

beforeAll(() => {
  clients = sdkClients(endpoint());
});
afterAll(() => clients.destroy());

const invoke = async (
  FunctionName: string | undefined,
  event: unknown,
  rest: Partial<InvokeCommandInput> = {},
) => {
  const Payload = JSON.stringify(event);
  const answer = await clients.lambda.send(new InvokeCommand({ FunctionName, Payload, ...rest }));
  const text = answer.Payload?.transformToString();
  return { ...answer, payload: text ? JSON.parse(text) : undefined };
};

const echoOf = ({ functions: { Echo } }: LocalStack) => {
  if (!Echo) throw new Error('this stack has no function Echo');
  return Echo;
};

describe('Lambda Invoke', () => {
  test('answers with what the function of a running stack returns', async () => {
    const { name } = echoOf(await run({ Echo: echo() }));

    const answer = await invoke(name, { operation: 'show', id: 'ä/1' });

    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.payload).toMatchObject({ event: { operation: 'show', id: 'ä/1' } });
  });

  test('finds a function by its name, ARN and parts of it, with its only version or none', async () => {
    const { name, arn } = echoOf(await run({ Echo: echo() }));

    for (const id of [arn, `${arn}:$LATEST`, `${name}:$LATEST`, arn.split(':').slice(4).join(':')])
      expect(await invoke(id, {})).toMatchObject({ StatusCode: 200 });
  });

  test('answers 200 with the error of a function that failed', async () => {
    const { name } = echoOf(await run({ Echo: echo() }));

    const answer = await invoke(name, { fail: true });

    expect(answer).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      payload: { errorType: 'TypeError', errorMessage: 'as asked' },
    });
  });

  test('of type Event does not wait, and records a failure in the queue of the function', async () => {
    const { promise: line, resolve: lineCame } = Promise.withResolvers<string>();
    const stack = await run(
      { Failures: queue, Echo: echo(), OnFailure: failuresOf('Echo', 'Failures') },
      { onLine: (_, text) => text.startsWith('Invoke Error') && lineCame(text) },
    );

    const answer = await invoke(echoOf(stack).name, { fail: true }, { InvocationType: 'Event' });
    await line;
    await echoOf(stack).invoke({});

    expect(answer).toMatchObject({ StatusCode: 202 });
    expect(answer.FunctionError).toBeUndefined();
    expect(stack.queues.Failures?.messages()).toMatchObject([{ body: { requestPayload: { fail: true } } }]);
  });

  test('of type DryRun runs nothing', async () => {
    const lines: string[] = [];
    const stack = await run({ Echo: echo() }, { onLine: (_, line) => lines.push(line) });

    const answer = await invoke(echoOf(stack).name, {}, { InvocationType: 'DryRun' });

    expect(answer.StatusCode).toBe(204);
    expect(lines).toEqual([]);
  });

  test('knows no function but those of running stacks, and no other version', async () => {
    const stack = await run({ Echo: echo() });
    const { name } = echoOf(stack);
    const notFound = {
      name: 'ResourceNotFoundException',
      $metadata: expect.objectContaining({ httpStatusCode: 404 }),
    };

    await expect(invoke('Nobody', {})).rejects.toMatchObject({
      ...notFound,
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:Nobody',
    });
    await expect(invoke(name, {}, { Qualifier: 'PROD' })).rejects.toMatchObject(notFound);
    await expect(invoke(`arn:aws:lambda:eu-west-1:000000000000:function:${name}`, {})).rejects.toMatchObject(
      notFound,
    );
    await stack.close();
    await expect(invoke(name, {})).rejects.toMatchObject(notFound);
  });

  test('refuses what is not JSON without showing it', async () => {
    const { name } = echoOf(await run({ Echo: echo() }));

    const refused = await invoke(name, {}, { Payload: '{"token":"hush"' }).catch((error) => error);

    expect(refused).toMatchObject({
      name: 'InvalidRequestContentException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(`${refused} ${JSON.stringify(refused)}`).not.toContain('hush');
  });

  test('is all there is of Lambda', async () => {
    await expect(clients.lambda.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('GET /2015-03-31/functions'),
    });
  });

  test('is counted, and struck by faults, as any other call', async () => {
    const { name } = echoOf(await run({ Echo: echo() }));
    const before = endpoint().calls()['lambda.Invoke'] ?? 0;
    endpoint().faults.set({ service: 'lambda', kind: 'error', remaining: 1 });

    await expect(invoke(name, {})).rejects.toMatchObject({ name: 'ServiceException' });
    await invoke(name, {});

    expect(endpoint().calls()['lambda.Invoke']).toBe(before + 2);
  });
});
