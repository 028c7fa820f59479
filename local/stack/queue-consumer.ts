import type { Invocation } from '../functions/function.ts';
import type { QueueMessage, StackFunction, StackQueue } from './running.ts';

export interface QueueConsumerOptions {
  readonly queue: StackQueue;
  readonly target: Pick<StackFunction, 'invoke'>;
  /** Gets what was tried too often. */
  readonly deadLetters: StackQueue | undefined;
  readonly region: string;
  /** Messages in one invocation, at most. */
  readonly batchSize: number;
  /** How long messages are gathered, from the first one on. */
  readonly windowMs: number;
  /** Invocations under way, at most. */
  readonly mostAtOnce: number;
  /** Whether the function's answer names the messages that failed. Else an answer means that none has. */
  readonly reportsItemFailures: boolean;
}

export interface QueueConsumer {
  /** Invokes no more. What waits is gone: a queue is not kept. */
  close(): void;
}

interface Waiting {
  readonly message: QueueMessage;
  /** Times that it was tried. */
  readonly tries: number;
}

/**
 * Feeds a function from a queue, batch by batch. What failed comes back after the queue's visibility timeout, and goes to
 * the dead letters once it was tried as often as the queue says.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export const consumeQueue = (options: QueueConsumerOptions): QueueConsumer => {
  const { queue, target, deadLetters, batchSize, windowMs, mostAtOnce } = options;
  const { redrive, visibilityMs } = queue;
  const timers = new Set<NodeJS.Timeout>();
  let waiting: Waiting[] = [];
  let window: NodeJS.Timeout | undefined;
  let underWay = 0;
  let closed = false;

  const after = (ms: number, act: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
    return timer;
  };

  const wait = (one: Waiting): void => {
    if (closed) return;
    waiting.push(one);
    if (waiting.length >= batchSize) begin();
    else window ??= after(windowMs, begin);
  };

  const begin = (): void => {
    clearTimeout(window);
    window = undefined;
    while (waiting.length > 0 && underWay < mostAtOnce) {
      underWay += 1;
      void invokeWith(waiting.slice(0, batchSize)).finally(() => {
        underWay -= 1;
        // What is still being gathered has its own time.
        if (waiting.length > 0 && window === undefined) begin();
      });
      waiting = waiting.slice(batchSize);
    }
  };

  const invokeWith = async (batch: readonly Waiting[]): Promise<void> => {
    const tried = batch.map(({ message, tries }) => ({ message, tries: tries + 1 }));
    const Records = tried.map((one) => recordOf(one, options));
    // Rejects only once the function is closed, and the stack with it.
    const invocation = await target.invoke({ Records }).catch(() => undefined);
    const hasFailed = failuresIn(invocation, options);
    for (const one of tried) if (hasFailed(one.message)) after(visibilityMs, () => tryAgain(one));
  };

  const tryAgain = (one: Waiting): void => {
    const isUsedUp = redrive !== undefined && one.tries >= redrive.maxReceiveCount;
    if (isUsedUp) deadLetters?.send(one.message.body);
    else wait(one);
  };

  queue.consumeBy((message) => wait({ message, tries: 0 }));
  return {
    close() {
      closed = true;
      waiting = [];
      for (const timer of timers) clearTimeout(timer);
    },
  };
};

/** A message as a function sees it. */
const recordOf = (
  { message: { messageId, body, sentAt }, tries }: Waiting,
  { queue, region }: QueueConsumerOptions,
) => ({
  messageId,
  receiptHandle: messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: { ApproximateReceiveCount: String(tries), SentTimestamp: String(sentAt) },
  messageAttributes: {},
  eventSource: 'aws:sqs',
  eventSourceARN: queue.arn,
  awsRegion: region,
});

const failuresIn = (
  invocation: Invocation | undefined,
  { reportsItemFailures }: QueueConsumerOptions,
): ((message: QueueMessage) => boolean) => {
  if (!invocation?.ok) return () => true;
  if (!reportsItemFailures) return () => false;
  const { batchItemFailures = [] } = (invocation.payload ?? {}) as {
    batchItemFailures?: readonly { readonly itemIdentifier: string }[];
  };
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return ({ messageId }) => failed.has(messageId);
};
