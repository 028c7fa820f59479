import type { Invocation } from '../functions/function.ts';

export interface HostedFunction {
  readonly name: string;
  readonly arn: string;
  /** Waits for the end. Whatever goes wrong in the function is a value. */
  invoke(event: unknown): Promise<Invocation>;
  /** Does not wait; what comes of it is told to nobody here. */
  invokeLater(event: unknown): void;
}

/** As far as it can be found and emptied. */
export interface HostedQueue {
  readonly name: string;
  readonly url: string;
  purge(): void;
}

export interface HostedTopic {
  readonly arn: string;
  /** @returns the id of the message */
  publish(message: { readonly subject: string; readonly text: string }): string;
}

/** What a running stack shows of itself to other services. */
export interface HostedStack {
  readonly name: string;
  /** Its ARN. */
  readonly id: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly functions: readonly HostedFunction[];
  readonly queues?: readonly HostedQueue[];
  readonly topics?: readonly HostedTopic[];
}

/** `createdAt` in epoch milliseconds. */
export type KnownStack = HostedStack & { readonly createdAt: number };

/** The stacks that run at an endpoint, by name. */
export class HostedStacks {
  readonly #byName = new Map<string, KnownStack>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /**
   * A stack takes the place of one with the same name.
   * @returns what withdraws it
   */
  host(stack: HostedStack): () => void {
    const known = { ...stack, createdAt: this.#clock() };
    this.#byName.set(stack.name, known);
    return () => {
      if (this.#byName.get(stack.name) === known) this.#byName.delete(stack.name);
    };
  }

  list(): KnownStack[] {
    return [...this.#byName.values()];
  }

  /** By name or id. */
  find(nameOrId: string): KnownStack | undefined {
    return this.list().find(({ name, id }) => name === nameOrId || id === nameOrId);
  }

  functions(): HostedFunction[] {
    return this.list().flatMap(({ functions }) => functions);
  }

  queues(): HostedQueue[] {
    return this.list().flatMap(({ queues = [] }) => queues);
  }

  topics(): HostedTopic[] {
    return this.list().flatMap(({ topics = [] }) => topics);
  }
}
