import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetAmbientAws } from '../../local/environment.ts';
import { deployByCdk } from './deployed/cdk.ts';
import { DEPLOYED, type DeployedAt } from './deployed/deployed-at.ts';
import { dynamoDbLocal } from './emulators/dynamodb-local.ts';
import type { Emulator } from './emulators/emulator.ts';
import { installed, lackFor } from './emulators/install.ts';
import { ministack } from './emulators/ministack.ts';
import { moto } from './emulators/moto.ts';
import { type Serving, serve } from './emulators/programs.ts';
import { openFront } from './fleet/front.ts';
import { runJest } from './jest.ts';
import { matrix } from './matrix.ts';

/**
 * `npm run conformance`: the flow, the functions and, call by call, what they ask of AWS, against emulators that others
 * wrote, one of them with the stack that the CDK deployed to it. What follows `--` goes to Jest. Ends with 0 only when
 * everything that could run passed.
 */
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
  const scratch = await mkdtemp(join(tmpdir(), 'conformance-'));
  running.defer(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }));
  const front = running.use(await openFront());
  const environment: Record<string, string> = {};
  const lacks: Record<string, string> = {};

  const start = async (emulator: Emulator): Promise<Serving | undefined> => {
    const called = `${emulator.name} ${emulator.version}`;
    const lack = await lackFor(emulator, signal);
    if (lack !== undefined) {
      lacks[emulator.name] = lack;
      return undefined;
    }
    const folder = await installed(emulator, () => say(`installing ${called}, this once`), signal);
    const command = await emulator.startFrom(folder, { functionsAsk: front.url, scratch });
    const serving = running.use(await serve(command, signal));
    say(`${called} serves at ${serving.url}`);
    environment[emulator.address] = serving.url;
    return serving;
  };

  await start(dynamoDbLocal);
  await start(moto);
  const host = await start(ministack);
  if (host) {
    front.leadTo({ others: host.url });
    const made = await deployByCdk({ url: host.url, scratch, signal });
    const { synth, bootstrap, deploy } = made;
    for (const [name, { code, seconds }] of Object.entries({ synth, bootstrap, deploy }))
      say(`cdk ${name} ${code === 0 ? 'took' : 'FAILED after'} ${seconds.toFixed(1)} s`);
    const deployed: DeployedAt = { url: host.url, pid: host.pid, front: front.url, ...made };
    environment[DEPLOYED] = JSON.stringify(deployed);
  }

  const skipped = Object.entries(lacks).map(([name, lack]) => `SKIPPED ${name}: this machine lacks ${lack}`);
  skipped.forEach(say);
  const report = join(scratch, 'jest.json');
  const { code, results } = await runJest({ environment, words: process.argv.slice(2), report, signal });
  console.error(`\n${matrix(results, lacks)}\n`);
  // Again below Jest's summary, which does not know of it.
  skipped.forEach(say);
  return code;
}
