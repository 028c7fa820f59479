import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { signalTo, startedBy } from './processes.ts';

/** A program of this machine, and what it is given. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** @default that of this process */
  readonly folder?: string;
}

export interface Ended {
  /** `undefined`: there is no such program. */
  readonly code: number | undefined;
  /** Its last lines, on either stream. */
  readonly output: string;
}

const KEPT_CHARACTERS = 20_000;
const TO_START_MS = 60_000;
const TO_END_MS = 5_000;
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+/;

const launch = (command: Command) => {
  const child = spawn(command.program, command.arguments, {
    env: { ...process.env, ...command.environment },
    cwd: command.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const hear = (chunk: Buffer) => {
    output = (output + chunk).slice(-KEPT_CHARACTERS);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return { child, output: () => output };
};

/** Runs a program to its end. @throws AbortError when it is interrupted */
export const run = async (command: Command, signal: AbortSignal): Promise<Ended> => {
  const { child, output } = launch(command);
  try {
    const [code] = await once(child, 'close', { signal });
    return { code: code ?? 1, output: output() };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { code: undefined, output: '' };
    await end(child);
    throw error;
  }
};

export interface Serving extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

/**
 * Starts a program that serves on loopback and prints where. Disposing of it ends it, and waits for that.
 *
 * @throws Error with what it printed, when it ends or says nothing for a minute
 */
export const serve = async (command: Command, signal: AbortSignal): Promise<Serving> => {
  const { child, output } = launch(command);
  try {
    const url = await addressIn(output, child, AbortSignal.any([signal, AbortSignal.timeout(TO_START_MS)]));
    return { url, pid: child.pid ?? 0, [Symbol.asyncDispose]: () => end(child) };
  } catch (cause) {
    await end(child);
    signal.throwIfAborted();
    throw new Error(`${command.program} does not start to serve. What it printed:\n${output()}`, { cause });
  }
};

const addressIn = (output: () => string, child: ChildProcess, deadline: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    const look = () => {
      const url = ADDRESS.exec(output())?.[0];
      if (url) resolve(url);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', () => reject(new Error('it ended')));
    // Stays for good: an error without a listener would end this process.
    child.on('error', reject);
    deadline.addEventListener('abort', () => reject(deadline.reason));
  });

/** With what it has started itself: the CDK's command line leaves the app that it runs to itself. */
const end = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const others = await startedBy(child.pid);
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), TO_END_MS);
  await ended;
  clearTimeout(patience);
  for (const other of others) signalTo(other, 'SIGKILL');
};
