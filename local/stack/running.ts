import type { Invocation } from '../functions/function.ts';

/** A function of the template, in processes of its own. */
export interface StackFunction {
  readonly name: string;
  readonly arn: string;
  /** What it gets from the template and from us; the Lambda service's own variables come on top. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the function and waits for its end. Whatever goes wrong in it is a value. */
  invoke(event: unknown): Promise<Invocation>;
  /** Ends its processes at once, as a crash would. */
  kill(): void;
  close(): Promise<void>;
}

export interface QueueMessage {
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Takes what Lambda, Scheduler and EventBridge send to it. Only a function of the stack can receive from it. */
export interface StackQueue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** How long a message stays away after it was taken and failed. */
  readonly visibilityMs: number;
  /** Where a message goes after so many tries. */
  readonly redrive?: { readonly deadLettersArn: string; readonly maxReceiveCount: number };
  send(body: unknown, attributes?: Readonly<Record<string, string>>): void;
  /** Passes on what is sent from now on. */
  consumeBy(taker: (message: QueueMessage) => void): void;
  /** The newest hundred that were sent, oldest first, whether they were consumed or not. */
  messages(): QueueMessage[];
  /** How many wait for somebody to take them: none where a function does. */
  waiting(): number;
  /** Forgets what is in it. What a function has taken comes back all the same if it fails. */
  purge(): void;
}

export interface StackSchedule {
  readonly name: string;
  readonly everyMs: number;
  /** False: only fired on demand. */
  readonly enabled: boolean;
  /** Invokes the target once. @throws where the invocation could not be delivered; the dead-letter queue tells it too */
  fire(): Promise<Invocation>;
}
