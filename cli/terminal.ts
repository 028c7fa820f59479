import { setTimeout as after } from 'node:timers/promises';

/** What a command touches of the terminal or the pipes that it runs in. `process` is one. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  exitCode?: number | string | null | undefined;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  pause(ms: number): Promise<void>;
}

export const machineClock: Clock = { now: Date.now, pause: (ms) => after(ms) };
