import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environmentOf, type FunctionSettings } from './environment.ts';
import type { FunctionFailure, HostMessage, InvokeMessage } from './messages.ts';

const HOST = fileURLToPath(new URL('host.ts', import.meta.url));

/** Lambda's own limit for loading the code. */
const INIT_LIMIT_MS = 10_000;

export type Invocation =
  | { readonly ok: true; readonly payload: unknown }
  | ({ readonly ok: false } & FunctionFailure);

/** One process of a function, as Lambda calls an execution environment. Takes one invocation at a time. */
export interface Sandbox {
  /** False from its end on. */
  readonly alive: boolean;
  /** Settles once the process has ended and its last line was passed on. */
  readonly ended: Promise<void>;
  invoke(event: unknown): Promise<Invocation>;
  /** SIGKILL: an invocation under way fails. */
  kill(): void;
}

/** Lambda's words for the signals that are likely here. */
const SIGNALS: Readonly<Record<string, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGTERM: 'terminated',
  SIGSEGV: 'segmentation fault',
};

const howItEnded = ({ exitCode, signalCode }: ChildProcess): string => {
  if (signalCode) return `Runtime exited with error: signal: ${SIGNALS[signalCode] ?? signalCode}`;
  if (exitCode) return `Runtime exited with error: exit status ${exitCode}`;
  return 'Runtime exited without providing a reason';
};

/** Starts a process and loads the code in it: a cold start. */
export const startSandbox = (settings: FunctionSettings): Sandbox => {
  // The heap is what comes nearest to a memory limit without containers.
  const child = spawn(process.execPath, [`--max-old-space-size=${settings.memoryMb}`, HOST], {
    cwd: settings.assetDir,
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const input of [child.stdout, child.stderr])
    if (input) createInterface({ input }).on('line', (line) => settings.onLine(line));

  let alive = true;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      alive = false;
      resolve();
    };
    // 'close' comes after 'exit', when the output is read to its end; 'error' when there is no such folder.
    child.once('close', end).once('error', end);
  });

  const kill = (): void => {
    alive = false;
    child.kill('SIGKILL');
  };

  const nextMessage = async (limitMs: number): Promise<HostMessage | 'ended' | 'late'> => {
    const { promise, resolve } = Promise.withResolvers<HostMessage | 'ended' | 'late'>();
    const take = (message: unknown) => resolve(message as HostMessage);
    const timer = setTimeout(resolve, limitMs, 'late');
    child.once('message', take);
    ended.then(() => resolve('ended'));

    const message = await promise;
    clearTimeout(timer);
    child.removeListener('message', take);
    // Lines written before the message are in their pipe by now, and are read in the same turn of the event loop.
    await setImmediate();
    return message;
  };

  const conclude = async (
    requestId: string,
    message: HostMessage | 'ended' | 'late',
    limitMs: number,
  ): Promise<Invocation> => {
    const told = (errorType: string, what: string): Invocation => ({
      ok: false,
      errorType,
      errorMessage: `RequestId: ${requestId} Error: ${what}`,
    });
    if (message === 'ended') return told('Runtime.ExitError', howItEnded(child));
    if (message === 'late') {
      kill();
      await ended;
      return told('Sandbox.Timedout', `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`);
    }
    if (message.kind === 'returned') return { ok: true, payload: JSON.parse(message.payload) };
    if (message.kind === 'ready') throw new Error('a function tells only once that it is ready');
    if (message.kind === 'init-failed') kill();
    return { ok: false, errorType: message.errorType, errorMessage: message.errorMessage };
  };

  const initialised = nextMessage(INIT_LIMIT_MS);

  return {
    get alive() {
      return alive;
    },
    ended,
    kill,
    async invoke(event) {
      const requestId = randomUUID();
      const first = await initialised;
      if (typeof first === 'string' || first.kind !== 'ready')
        return conclude(requestId, first, INIT_LIMIT_MS);

      const message: InvokeMessage = { requestId, event, deadline: Date.now() + settings.timeoutMs };
      const next = nextMessage(settings.timeoutMs);
      // A process that ended in between is noticed by its end.
      child.send(message, () => {});
      return conclude(requestId, await next, settings.timeoutMs);
    },
  };
};
