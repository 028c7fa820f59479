import type { Invocation } from '../functions/function.ts';

export interface HostedFunction {
  readonly name: string;
  readonly arn: string;
  /** Waits for the end. Whatever goes wrong in the function is a value. */
  invoke(event: unknown): Promise<Invocation>;
  /** Does not wait; what comes of it is told to nobody here. */
  invokeLater(event: unknown): void;
}

/** What a running stack shows of itself to Lambda and CloudFormation. */
export interface HostedStack {
  readonly name: string;
  /** Its ARN. */
  readonly id: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly functions: readonly HostedFunction[];
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
}
