import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE, SECOND } from '../../../lambdas/core/time.ts';
import { shiftDate } from './shift-date.ts';
import { readsSkipped, SKIPPED_FILE, writeSkipped } from './skipped-file.ts';

const PRELOAD = new URL('preload.ts', import.meta.url).href;

/**
 * Time that passes when it is told to, for this process and for those of the functions: tables, clouds, alarms, leases and
 * tokens are hours older after a moment, at the spans that are deployed. What really runs takes its real time on top.
 */
export interface Skipping {
  /** What a function's process needs in its environment to live in the same time. */
  readonly environment: Readonly<Record<string, string>>;
  skip(ms: number): void;
  /** To the first second of the next minute. */
  toNextMinute(): void;
  /** Real time again, for this process. */
  end(): void;
}

export const skippingTime = (): Skipping => {
  const folder = mkdtempSync(join(tmpdir(), 'skipped-'));
  const path = join(folder, 'ms');
  let skipped = 0;
  writeSkipped(path, skipped);
  const file = readsSkipped(path);
  const restore = shiftDate(file.read);
  const skip = (ms: number): void => {
    skipped += ms;
    writeSkipped(path, skipped);
  };
  return {
    environment: {
      [SKIPPED_FILE]: path,
      NODE_OPTIONS: `--import ${PRELOAD} --disable-warning=ExperimentalWarning`,
    },
    skip,
    toNextMinute() {
      skip(MINUTE - (Date.now() % MINUTE) + SECOND);
    },
    end() {
      restore();
      file.close();
      rmSync(folder, { recursive: true });
    },
  };
};
