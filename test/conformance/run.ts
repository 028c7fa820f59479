import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { forgetAmbientAws } from '../../local/environment.ts';
import { dynamoDbLocal } from './emulators/dynamodb-local.ts';
import { installed, lackFor } from './emulators/install.ts';
import { moto } from './emulators/moto.ts';
import { serve } from './emulators/programs.ts';

/**
 * `npm run conformance`: the flow, and call by call what it asks of AWS, against emulators that others wrote. What
 * follows `--` goes to Jest. Ends with 0 only when everything that could run passed.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const INTERRUPTED = 130;

const startedAt = performance.now();
const say = (what: string): void =>
  console.error(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${what}`);

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

forgetAmbientAws();
try {
  process.exitCode = await conformance(interruption.signal);
} catch (error) {
  if (interruption.signal.aborted) say('interrupted; everything that was started has ended');
  else say(error instanceof Error ? error.message : String(error));
  process.exitCode = interruption.signal.aborted ? INTERRUPTED : 1;
}

/** @returns Jest's exit code */
async function conformance(signal: AbortSignal): Promise<number> {
  await using running = new AsyncDisposableStack();
  const addresses: Record<string, string> = {};
  const skipped: string[] = [];

  for (const emulator of [dynamoDbLocal, moto]) {
    const called = `${emulator.name} ${emulator.version}`;
    const lack = await lackFor(emulator, signal);
    if (lack !== undefined) {
      skipped.push(`SKIPPED ${called}: this machine lacks ${lack}`);
      continue;
    }
    const folder = await installed(emulator, () => say(`installing ${called}, this once`), signal);
    const { url } = running.use(await serve(emulator.startFrom(folder), signal));
    say(`${called} serves at ${url}`);
    addresses[emulator.address] = url;
  }

  skipped.forEach(say);
  const code = await jest(addresses, signal);
  // Again below Jest's summary, which does not know of it.
  skipped.forEach(say);
  return code;
}

/**
 * In one process, so that nothing is left behind when it is ended; which it is by force, for a test that timed out
 * leaves servers open.
 */
async function jest(addresses: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      `--config=${join(ROOT, 'jest.conformance.config.ts')}`,
      '--runInBand',
      '--forceExit',
      ...process.argv.slice(2),
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...addresses } },
  );
  const interrupt = () => child.kill('SIGTERM');
  signal.addEventListener('abort', interrupt);
  if (signal.aborted) interrupt();
  const [code] = await once(child, 'exit');
  signal.throwIfAborted();
  return code ?? 1;
}
