import { describe, expect, test } from '@jest/globals';
import { runningStacks } from './running-stacks.ts';
import { echo, failuresOf, queue, scheduleOf } from './tiny-assembly.ts';

const { run } = runningStacks();

describe('a schedule', () => {
  test('invokes its target with its input', async () => {
    const stack = await run({ Echo: echo(), Minutely: scheduleOf({ Input: '{"from":"schedule"}' }) });

    const answer = await stack.tick();

    expect(answer).toMatchObject({ ok: true, payload: { event: { from: 'schedule' } } });
  });

  test('sends the notification of Scheduler where it has no input', async () => {
    const stack = await run({ Echo: echo(), Minutely: scheduleOf() });

    const answer = await stack.tick();

    expect(answer).toMatchObject({
      payload: {
        event: {
          source: 'aws.scheduler',
          'detail-type': 'Scheduled Event',
          resources: [expect.stringContaining(':schedule/default/Tiny-Minutely-')],
        },
      },
    });
  });

  test('that fires most often is the one that a tick fires', async () => {
    const quarterly = scheduleOf({ Input: '"quarterly"' }, { ScheduleExpression: 'rate(15 minutes)' });
    const stack = await run({
      Echo: echo(),
      Quarterly: quarterly,
      Minutely: scheduleOf({ Input: '"minutely"' }),
    });

    const answer = await stack.tick();

    expect(answer).toMatchObject({ payload: { event: 'minutely' } });
  });

  test('records a failed invocation in the queue of the function, once', async () => {
    const stack = await run({
      Failures: queue,
      DeadLetters: queue,
      Echo: echo(),
      OnFailure: failuresOf('Echo', 'Failures'),
      Minutely: scheduleOf({
        Input: '{"fail":true}',
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } },
      }),
    });

    const answer = await stack.tick();

    expect(answer).toEqual({ ok: false, errorType: 'TypeError', errorMessage: 'as asked' });
    expect(stack.queues.Failures?.messages()).toMatchObject([
      {
        body: {
          requestContext: {
            functionArn: `${stack.functions.Echo?.arn}:$LATEST`,
            condition: 'RetriesExhausted',
            approximateInvokeCount: 1,
          },
          requestPayload: { fail: true },
          responsePayload: { errorType: 'TypeError', errorMessage: 'as asked' },
        },
      },
    ]);
    expect(stack.queues.DeadLetters?.messages()).toEqual([]);
  });

  test('puts an invocation that cannot be delivered into its dead-letter queue', async () => {
    const stack = await run({
      DeadLetters: queue,
      Echo: echo(),
      Minutely: scheduleOf({
        Input: '{"late":true}',
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } },
      }),
    });
    await stack.functions.Echo?.close();

    await expect(stack.tick()).rejects.toThrow('is closed');

    expect(stack.queues.DeadLetters?.messages()).toMatchObject([
      { body: { late: true }, attributes: { TARGET_ARN: stack.functions.Echo?.arn } },
    ]);
  });

  test('runs by the clock from start to stop', async () => {
    const { promise: thirdLine, resolve: thirdLineCame } = Promise.withResolvers<void>();
    let lines = 0;
    const onLine = () => {
      lines += 1;
      if (lines === 3) thirdLineCame();
    };
    const stack = await run({ Echo: echo(), Minutely: scheduleOf({ Input: '{}' }) }, { onLine });

    stack.start({ everyMs: 20 });
    await thirdLine;
    await stack.stop();
    const linesAtStop = lines;
    await stack.tick();

    expect(lines).toBe(linesAtStop + 1);
  });

  test('has to be there for a tick', async () => {
    const stack = await run({ Echo: echo() });

    await expect(stack.tick()).rejects.toThrow('Tiny has no schedule that runs here.');
  });
});
