import { describe, expect, jest, test } from '@jest/globals';
import type { Invocation } from '../../../local/functions/function.ts';
import { consumeQueue, type QueueConsumerOptions } from '../../../local/stack/queue-consumer.ts';
import type { QueueMessage, StackQueue } from '../../../local/stack/running.ts';

const SECOND = 1_000;

const aQueue = (change: Partial<StackQueue> = {}): StackQueue => {
  let taker: ((message: QueueMessage) => void) | undefined;
  const sent: QueueMessage[] = [];
  return {
    name: 'rejections',
    arn: 'arn:aws:sqs:us-east-1:000000000000:rejections',
    url: 'http://127.0.0.1/000000000000/rejections',
    visibilityMs: 60 * SECOND,
    send(body, attributes = {}) {
      const message = { messageId: `m-${sent.length + 1}`, sentAt: Date.now(), body, attributes };
      sent.push(message);
      taker?.(message);
    },
    consumeBy: (given) => {
      taker = given;
    },
    messages: () => sent,
    waiting: () => 0,
    purge() {},
    ...change,
  };
};

interface Records {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
}

/** A queue and its function, under a clock that tests move. */
const consuming = (
  answer: (event: Records) => Invocation | Promise<Invocation>,
  { queue = aQueue(), ...change }: Partial<QueueConsumerOptions> = {},
) => {
  jest.useFakeTimers();
  const invocations: Records[] = [];
  const consumer = consumeQueue({
    queue,
    target: {
      async invoke(event) {
        invocations.push(event as Records);
        return answer(event as Records);
      },
    },
    deadLetters: undefined,
    region: 'us-east-1',
    batchSize: 1_000,
    windowMs: 5 * SECOND,
    mostAtOnce: 2,
    reportsItemFailures: true,
    ...change,
  });
  return {
    queue,
    invocations,
    batches: () => invocations.map(({ Records }) => Records.map(({ body }) => body)),
    pass: (ms: number) => jest.advanceTimersByTimeAsync(ms),
    [Symbol.dispose]() {
      consumer.close();
      jest.useRealTimers();
    },
    consumer,
  };
};
const fine = (): Invocation => ({ ok: true, payload: { batchItemFailures: [] } });

describe('the consumer of a queue', () => {
  test('gathers messages until the window has passed, then invokes once', async () => {
    using run = consuming(fine);

    run.queue.send({ n: 1 });
    await run.pass(4_999);
    run.queue.send('plain');
    const tooEarly = run.batches();
    await run.pass(1);
    await run.pass(60 * SECOND);

    expect(tooEarly).toEqual([]);
    expect(run.batches()).toEqual([['{"n":1}', 'plain']]);
  });

  test('invokes at once when a batch is full', async () => {
    using run = consuming(fine, { batchSize: 2 });

    for (const n of [1, 2, 3]) run.queue.send(n);
    await run.pass(0);
    const full = run.batches();
    await run.pass(5 * SECOND);

    expect(full).toEqual([['1', '2']]);
    expect(run.batches()).toEqual([['1', '2'], ['3']]);
  });

  test('shows a message as Lambda does', async () => {
    using run = consuming(fine);

    run.queue.send({ n: 1 });
    await run.pass(5 * SECOND);

    expect(run.invocations).toEqual([
      {
        Records: [
          {
            messageId: 'm-1',
            receiptHandle: 'm-1',
            body: '{"n":1}',
            attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d+$/) },
            messageAttributes: {},
            eventSource: 'aws:sqs',
            eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:rejections',
            awsRegion: 'us-east-1',
          },
        ],
      },
    ]);
  });

  test('has no more invocations under way than it may', async () => {
    const ends: (() => void)[] = [];
    const slow = () => new Promise<Invocation>((resolve) => ends.push(() => resolve(fine())));
    using run = consuming(slow, { batchSize: 1 });

    for (const n of [1, 2, 3]) run.queue.send(n);
    await run.pass(5 * SECOND);
    const atFirst = run.invocations.length;
    ends[0]?.();
    await run.pass(0);

    expect(atFirst).toBe(2);
    expect(run.batches()).toEqual([['1'], ['2'], ['3']]);
  });

  test('tries again only what the function says has failed, once it may be seen again', async () => {
    const failSecond = ({ Records }: Records): Invocation => ({
      ok: true,
      payload: {
        batchItemFailures: Records.filter(({ body }) => body === '"b"' || body === 'b').map(
          ({ messageId }) => ({
            itemIdentifier: messageId,
          }),
        ),
      },
    });
    using run = consuming(failSecond);

    run.queue.send('a');
    run.queue.send('b');
    await run.pass(5 * SECOND + 59_999);
    const before = run.batches();
    await run.pass(1 + 5 * SECOND);

    expect(before).toEqual([['a', 'b']]);
    expect(run.batches()).toEqual([['a', 'b'], ['b']]);
    expect(run.invocations[1]?.Records[0]?.attributes.ApproximateReceiveCount).toBe('2');
  });

  test.each<[string, () => Invocation | Promise<Invocation>, Partial<QueueConsumerOptions>, number]>([
    ['an invocation failed', () => ({ ok: false, errorType: 'E', errorMessage: '' }), {}, 2],
    ['the function is gone', () => Promise.reject(new Error('closed')), {}, 2],
    ['it ended well', fine, {}, 1],
    [
      'it named failures and is not asked for them',
      () => ({ ok: true, payload: { batchItemFailures: [{ itemIdentifier: 'm-1' }] } }),
      { reportsItemFailures: false },
      1,
    ],
  ])('when %s', async (_, answer, change, invocations) => {
    using run = consuming(answer, change);

    run.queue.send('a');
    await run.pass(5 * SECOND);
    await run.pass(65 * SECOND);

    expect(run.invocations).toHaveLength(invocations);
  });

  test('puts aside what was tried as often as the queue says', async () => {
    const deadLetters = aQueue();
    const queue = aQueue({ redrive: { deadLettersArn: deadLetters.arn, maxReceiveCount: 3 } });
    const fail = (): Invocation => ({ ok: false, errorType: 'E', errorMessage: '' });
    using run = consuming(fail, { queue, deadLetters });

    run.queue.send({ n: 1 });
    await run.pass(600 * SECOND);

    expect(run.invocations).toHaveLength(3);
    expect(deadLetters.messages().map(({ body }) => body)).toEqual([{ n: 1 }]);
  });

  test('invokes nothing once it is closed', async () => {
    using run = consuming(fine);

    run.queue.send('a');
    run.consumer.close();
    run.queue.send('b');
    await run.pass(60 * SECOND);

    expect(run.invocations).toEqual([]);
  });
});
