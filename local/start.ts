import { randomInt } from 'node:crypto';
import { constants } from 'node:os';
import { CommanderError } from 'commander';
import { LOCAL_PORT } from '../lambdas/contract.ts';
import { DataFolderError } from './data-folder.ts';
import { EntriesError } from './entries.ts';
import { forgetAmbientAws } from './environment.ts';
import { lastWords } from './last-words.ts';
import { AS_DEPLOYED, HURRIED } from './live/pace.ts';
import { RunsHeard } from './live/runs-heard.ts';
import { both, viewFor } from './live-view.ts';
import { runOnce } from './once.ts';
import { type OpenFleet, openOwnFleet, openSimulatedFleet } from './open-fleet.ts';
import { howToRead, type Output, whatIsNotRun } from './output.ts';
import { type FleetPage, openFleetPage } from './page/fleet-page.ts';
import { type StartOptions, startCommand } from './start-options.ts';
import { stay, tickMsOf } from './stay.ts';

/** As the command line tool answers arguments that are not what it needs. */
const WRONG_ARGUMENTS = 2;
/** Of a line that goes into a file or a pipe. */
const COLUMNS = 140;

const stopping = new AbortController();
/** While a view refreshes in place, no other line may come between. */
let isInPlace = false;
// Whoever reads the output may have had enough (`| head`): then it is over.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  stopping.abort();
});
try {
  await startCommand(run).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_ARGUMENTS;
  else if (!stopping.signal.aborted) throw error;
}

async function run(options: StartOptions): Promise<void> {
  const output = outputFor(options);
  forgetAmbientAws();
  stopOnSignals(output);
  try {
    if (options.once) await once(output, options);
    else await live(output, options);
  } catch (error) {
    const problem = problemOf(error, options);
    if (problem === undefined) throw error;
    console.error(`error: ${problem}`);
    process.exitCode = WRONG_ARGUMENTS;
  }
}

async function once(output: Output, { port }: StartOptions): Promise<void> {
  const where = { signal: stopping.signal, ...(port !== undefined && { port }) };
  const complaints = await runOnce(output, where);
  const isGood = complaints.length === 0;
  for (const complaint of complaints) output.progress(complaint);
  output.progress(
    isGood
      ? 'every healthy principal is published, no refresh token was used twice'
      : 'NOT as it should be: see above',
  );
  process.exitCode ??= isGood ? 0 : 1;
}

async function live(output: Output, options: StartOptions): Promise<void> {
  const heard = new RunsHeard();
  const common = {
    port: options.port ?? LOCAL_PORT,
    signal: stopping.signal,
    onProgress: output.progress,
    onLine: (line: string) => {
      heard.hear(line, Date.now());
      output.log(line);
    },
    ...(options.data !== undefined && { dataDir: options.data }),
  };
  const { apps, principals } = options;
  const open =
    apps !== undefined && principals !== undefined
      ? await openOwnFleet({ ...common, apps, principals })
      : await openSimulatedFleet({ ...common, pace: options.asDeployed ? AS_DEPLOYED : HURRIED });
  let page: FleetPage | undefined;
  try {
    page = options.page ? await pageOf(open, options) : undefined;
    const seed = options.faults ? (options.seed ?? randomInt(2 ** 32)) : undefined;
    const seconds = tickMsOf(open) / 1_000;
    output.print([howToRead(open.deployment, open.example), whatIsNotRun(open.deployment), ''].join('\n'));
    for (const hint of open.hints) output.print(hint);
    if (page) output.print(`the dashboard and the fleet, in a browser: ${page.url}`);
    if (seed !== undefined) output.print(`faults by themselves, --seed ${seed}`);
    output.progress(`the schedule fires every ${seconds} s, the first round runs now; q or Ctrl-C ends`);
    const { fleet, verdict } = await stay(open, heard, {
      signal: stopping.signal,
      openView: (...wishes) => {
        const { view, inPlace } = viewFor({ logs: options.logs === true, print: output.print }, ...wishes);
        isInPlace = inPlace;
        return page ? both(view, page) : view;
      },
      ...(options.for !== undefined && { forMs: options.for }),
      ...(seed !== undefined && { seed }),
    });
    isInPlace = false;
    output.print(lastWords(fleet, verdict).join('\n'));
    process.exitCode ??= options.for === undefined || verdict.isGood ? 0 : 1;
  } finally {
    await page?.close();
    await open.close();
  }
}

function pageOf({ deployment, pace, troubled }: OpenFleet, { port }: StartOptions): Promise<FleetPage> {
  const { cloudWatch } = deployment.stack;
  return openFleetPage({
    nextTo: port ?? LOCAL_PORT,
    tempo: pace.tempo,
    troubled,
    cloudWatch: () => cloudWatch.view(),
  });
}

function outputFor({ logs }: StartOptions): Output {
  const startedAt = performance.now();
  return {
    get columns() {
      return process.stdout.columns ?? COLUMNS;
    },
    print: (text) => console.log(text),
    progress: (what) => {
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5);
      if (!isInPlace) console.error(`${seconds} s  ${what}`);
    },
    log: (line) => {
      if (logs) console.error(line);
    },
  };
}

/** A signal may come more than once, from the terminal and from npm: everything is taken down once. */
function stopOnSignals(output: Output): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stopping.signal.aborted) return;
      output.progress('ending');
      process.exitCode = 128 + constants.signals[name];
      stopping.abort();
    });
  }
}

/** What somebody can mend by other arguments. */
function problemOf(error: unknown, { port, once: isOnce }: StartOptions): string | undefined {
  if (error instanceof EntriesError || error instanceof DataFolderError) return error.message;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== 'listen') return undefined;
  const given = port ?? LOCAL_PORT;
  const remedy = isOnce
    ? 'use another, or leave --port out'
    : port === undefined
      ? 'end the run that has it, or use another: npm start -- --port 4610'
      : 'use another: --port 0 takes any free one';
  if (code === 'EADDRINUSE') return `port ${given} is taken: ${remedy}`;
  return code === 'EACCES' ? `port ${given} is not open to you: ${remedy}` : undefined;
}
