import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { Misfit } from './rows.ts';

const OWNER_ONLY = 0o600;

/** The lines that are not in, and why: a line of JSON each, nothing secret. Without any, there is no such file. */
export interface Rejects {
  add(misfit: Misfit): void;
  close(): void;
}

/** Written anew by every run, which comes past all that earlier ones rejected. */
export const openRejects = (path: string): Rejects => {
  rmSync(path, { force: true });
  let file: number | undefined;
  return {
    add({ line, id, reason }) {
      file ??= openSync(path, 'w', OWNER_ONLY);
      writeSync(file, `${JSON.stringify({ line, principal_id: id, reason })}\n`);
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
};
