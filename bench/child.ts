import { fork } from 'node:child_process';
import { once } from 'node:events';

/*
 * What is measured, and the servers that it calls, are processes of their own: the CPU time of one is then that of
 * nothing else. They are asked over Node's own channel between processes.
 */

interface Question {
  readonly id: number;
  readonly what: string;
  readonly input: unknown;
}

type Reply = { readonly id: number } & ({ readonly answer: unknown } | { readonly failure: string });

export interface Child {
  /** @throws what went wrong there, by its text */
  ask<Answer>(what: string, input?: unknown): Promise<Answer>;
  end(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ChildOptions {
  /** @default [] */
  readonly execArgv?: readonly string[];
  /** Beside PATH; nothing else of ours is inherited, no AWS setting least of all. */
  readonly env?: Readonly<Record<string, string>>;
}

export const startChild = (module: URL, { execArgv = [], env = {} }: ChildOptions = {}): Child => {
  const child = fork(module, {
    // What the function logs goes where it costs its writing, and is seen by nobody.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
    env: { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  child.on('message', (reply: Reply) => {
    const asker = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('failure' in reply) asker?.reject(new Error(reply.failure));
    else asker?.resolve(reply.answer);
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`ended with ${signal ?? code}`));
  });
  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  };
  return {
    ask: <Answer>(what: string, input?: unknown) =>
      new Promise<Answer>((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve: resolve as (answer: unknown) => void, reject });
        child.send({ id: asked, what, input } satisfies Question);
      }),
    end,
    [Symbol.asyncDispose]: end,
  };
};

/** In the child: answers questions by name, and ends when nobody can ask any more. */
// biome-ignore lint/suspicious/noExplicitAny: each answer knows the type of its own input
export const answerQuestions = (answers: Readonly<Record<string, (input: any) => unknown>>): void => {
  process.on('message', async ({ id, what, input }: Question) => {
    try {
      const answer = await answers[what]?.(input);
      process.send?.({ id, answer } satisfies Reply);
    } catch (error) {
      const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({ id, failure } satisfies Reply);
    }
  });
  process.once('disconnect', () => process.exit());
};
