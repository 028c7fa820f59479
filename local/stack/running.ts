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
  /** Epoch milliseconds. */
  readonly sentAt: number;
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Takes what Lambda and Scheduler send to it. Nobody can receive from it: it is there to be looked at. */
export interface StackQueue {
  readonly arn: string;
  send(body: unknown, attributes?: Readonly<Record<string, string>>): void;
  /** The newest hundred, oldest first. */
  messages(): QueueMessage[];
}

export interface StackSchedule {
  readonly name: string;
  readonly everyMs: number;
  /** False: only fired on demand. */
  readonly enabled: boolean;
  /** Invokes the target once. @throws where the invocation could not be delivered; the dead-letter queue tells it too */
  fire(): Promise<Invocation>;
}
