import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Errand, Errands } from './ask-alone.ts';

const PROGRAM = fileURLToPath(new URL('./ask-alone.ts', import.meta.url));

/** Has a process of its own ask, with nothing but this in its environment. */
export const askInAProcess = async (
  errand: Errand,
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly Errands[]> => {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...environment, ERRAND: JSON.stringify(errand) },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(await text(child.stdout));
};
