import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { run } from '../../cli/program.ts';
import type { Clock, Terminal } from '../../cli/terminal.ts';

/** Whatever was written, whole. */
export class Written extends Writable {
  text = '';

  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk;
    this.emit('written');
    done();
  }

  /** As `process.stderr`, it never ends. */
  override end(): this {
    return this;
  }

  async says(what: string): Promise<void> {
    while (!this.text.includes(what)) await once(this, 'written');
  }
}

/** Does not wait: a pause is over at once, and the time has passed. */
export class SteppedClock implements Clock {
  #now: number;

  constructor(now = Date.now()) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  async pause(ms: number): Promise<void> {
    this.#now += ms;
  }
}

export interface Ran {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

interface Circumstances {
  readonly input?: string;
  /** Somebody watches standard error. */
  readonly watched?: boolean;
  readonly clock?: Clock;
}

/** One command line in this process. */
export const command = async (
  args: readonly string[],
  { input = '', watched = false, clock = new SteppedClock() }: Circumstances = {},
): Promise<Ran> => {
  const stdout = new Written();
  const stderr = Object.assign(new Written(), { isTTY: watched });
  const terminal: Terminal = { stdin: Readable.from([input]), stdout, stderr };
  await run(args, terminal, clock);
  return { code: terminal.exitCode ?? 0, stdout: stdout.text, stderr: stderr.text };
};
