import type { FunctionSettings } from './environment.ts';
import { type Invocation, type Sandbox, startSandbox } from './sandbox.ts';

export type { FunctionSettings } from './environment.ts';
export type { Invocation } from './sandbox.ts';

export interface LocalFunction {
  /** @throws once the function is closed; whatever goes wrong in the function is a value. */
  invoke(event: unknown): Promise<Invocation>;
  /** Ends every process of the function at once, as a crash would; the next invocation starts another. */
  kill(): void;
  /** Ends every process for good, and waits for their end. */
  close(): Promise<void>;
}

/**
 * A Lambda function on this machine: its bundled code in processes of their own. As at Lambda, a process is used again
 * when it is free, and invocations at the same time get one each. Unlike at Lambda, an idle process is not frozen.
 */
export const startFunction = (settings: FunctionSettings): LocalFunction => {
  const sandboxes = new Set<Sandbox>();
  const free = new Set<Sandbox>();
  let closed = false;

  const start = (): Sandbox => {
    const sandbox = startSandbox(settings);
    sandboxes.add(sandbox);
    sandbox.ended.then(() => {
      sandboxes.delete(sandbox);
      free.delete(sandbox);
    });
    return sandbox;
  };

  const kill = (): void => {
    for (const sandbox of sandboxes) sandbox.kill();
  };

  return {
    kill,
    async invoke(event) {
      if (closed) throw new Error(`the function ${settings.name} is closed`);
      const sandbox = [...free].find(({ alive }) => alive) ?? start();
      free.delete(sandbox);
      const invocation = await sandbox.invoke(event);
      if (sandbox.alive) free.add(sandbox);
      return invocation;
    },
    async close() {
      closed = true;
      kill();
      await Promise.all([...sandboxes].map(({ ended }) => ended));
    },
  };
};
