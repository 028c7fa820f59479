import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const FLEET = new URL('../../local/fleet.ts', import.meta.url).href;

/** Of a test that starts a stack, in ms. */
export const LIMIT_MS = 90_000;

/** A module that puts a principal into the fleet whose cloud will refuse it, though it counts as healthy. */
const UNLUCKY = `import { FLEET } from '${FLEET}';
  FLEET.push({ principalId: 'home-unlucky', cloud: 'dkn', app: 'dkn-staging' });`;

export { UNLUCKY };

/** `stopWith`: the signal to send as soon as that text is seen. */
interface How {
  readonly stopAt?: string;
  readonly stopWith?: NodeJS.Signals;
  /** A module that runs before the program. */
  readonly before?: string;
  readonly env?: Record<string, string>;
}

/** Runs the program; `left` is what it left in its own folder for temporary files. */
export const start = async (args: readonly string[], { stopAt, stopWith, before, env }: How = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'start-'));
  const preload = before ? ['--import', `data:text/javascript,${encodeURIComponent(before)}`] : [];
  const child = spawn(process.execPath, [...preload, START, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', TMPDIR: folder, ...env },
  });
  let stdout = '';
  let stderr = '';
  const look = (): void => {
    if (stopAt !== undefined && (stdout + stderr).includes(stopAt)) child.kill(stopWith);
  };
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    look();
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    look();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const left = await readdir(folder);
  await rm(folder, { recursive: true });
  return { code, stdout, stderr, left };
};
