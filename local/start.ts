import { constants } from 'node:os';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { forgetAmbientAws } from './environment.ts';
import { runOnce } from './once.ts';
import type { Output } from './output.ts';
import { runUntilStopped } from './stay.ts';

/** As the command line tool answers arguments that are not what it needs. */
const WRONG_ARGUMENTS = 2;
/** Of a line that goes into a file or a pipe. */
const COLUMNS = 140;

const port = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return value;
};

interface Options {
  readonly once?: true;
  readonly logs?: true;
  readonly port?: number;
}

const program = new Command('npm start --')
  .description('Runs the synthesized stack on this machine, with simulated clouds. Reaches no AWS account.')
  .option('--once', 'one full round, its result as tables, then the end')
  .option('--logs', "show the functions' log lines, on standard error")
  .option('--port <number>', 'port of the AWS endpoint on loopback (default: any free one)', port)
  .showHelpAfterError()
  .exitOverride()
  .action(run);

const stopping = new AbortController();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_ARGUMENTS;
  else if (!stopping.signal.aborted) throw error;
}

async function run(options: Options): Promise<void> {
  const output = outputFor(options);
  forgetAmbientAws();
  stopOnSignals(output);
  const where = {
    signal: stopping.signal,
    ...(options.port !== undefined && { port: options.port }),
  };
  try {
    if (options.once) await once(output, where);
    else await runUntilStopped(output, where);
  } catch (error) {
    const problem = portProblem(error);
    if (problem === undefined) throw error;
    console.error(`error: port ${options.port} ${problem}: use another, or leave --port out`);
    process.exitCode = WRONG_ARGUMENTS;
  }
}

async function once(output: Output, where: Parameters<typeof runOnce>[1]): Promise<void> {
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

function outputFor({ logs }: Options): Output {
  const startedAt = performance.now();
  return {
    get columns() {
      return process.stdout.columns ?? COLUMNS;
    },
    print: (text) => console.log(text),
    progress: (what) =>
      console.error(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${what}`),
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

function portProblem(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== 'listen') return undefined;
  return code === 'EADDRINUSE' ? 'is taken' : code === 'EACCES' ? 'is not open to you' : undefined;
}
