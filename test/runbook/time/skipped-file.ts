import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';

/** One number in a file of eight bytes: how much time was skipped, in ms. Several processes read it, one writes it. */
const BYTES = 8;

/** Where the functions' processes are told of it. */
export const SKIPPED_FILE = 'SKIPPED_FILE';

export const writeSkipped = (path: string, ms: number): void => {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeDoubleLE(ms);
  writeFileSync(path, bytes);
};

/** Reads what stands there now, again and again, without a search for the file each time. */
export const readsSkipped = (path: string): { read(): number; close(): void } => {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(BYTES);
  return {
    read() {
      readSync(file, bytes, 0, BYTES, 0);
      return bytes.readDoubleLE();
    },
    close: () => closeSync(file),
  };
};
