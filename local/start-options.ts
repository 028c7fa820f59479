import { Command, InvalidArgumentError, Option } from 'commander';
import { AS_DEPLOYED, HURRIED, slownessOf } from './live/pace.ts';
import { shortestProgrammeMs } from './live/programme.ts';
import { readSpan, spanText } from './live/time-span.ts';

export interface StartOptions {
  readonly once?: true;
  readonly for?: number;
  readonly faults?: true;
  readonly seed?: number;
  readonly data?: string;
  readonly asDeployed?: true;
  readonly apps?: string;
  readonly principals?: string;
  readonly port?: number;
  readonly logs?: true;
  /** False: none is served. */
  readonly page: boolean;
}

const port = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535)
    throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
  return value;
};

const span = (text: string): number => {
  const ms = readSpan(text);
  if (ms === undefined) throw new InvalidArgumentError('It must be a time such as 90s, 3m, 2h or 5d.');
  return ms;
};

const seed = (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value >= 2 ** 32)
    throw new InvalidArgumentError('It must be a whole number from 0 to 4294967295.');
  return value;
};

const folder = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('It must name a folder.');
  return text;
};

const file = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('It must name a file.');
  return text;
};

const OF_LIVE_RUNS = ['for', 'faults', 'seed', 'data', 'asDeployed', 'apps', 'principals'];

/** @param run is called with options that go together; else the command says what is wrong and throws */
export const startCommand = (run: (options: StartOptions) => Promise<void>): Command => {
  const command = new Command('npm start --')
    .description(
      'Runs the synthesized stack on this machine, with simulated clouds. Reaches no AWS account.\nWithout options a fleet lives 12 times as fast as deployed, until q or Ctrl-C.',
    )
    .addOption(
      new Option('--once', 'one full round as deployed, its result as tables, then the end').conflicts(
        OF_LIVE_RUNS,
      ),
    )
    .option('--for <time>', 'end after 90s, 3m, 2h or 5d; exit code 1 unless all went well', span)
    .option('--faults', 'break one thing after the other: clouds, secrets, Secrets Manager, the function')
    .option('--seed <number>', 'of --faults, to have the same again', seed)
    .option('--data <folder>', 'keep everything there, and go on from it', folder)
    .option('--as-deployed', 'ticks every minute, and tokens of one or two hours')
    .addOption(
      new Option(
        '--apps <file>',
        'your own apps, at the real clouds: JSON, as for "refresh-scheduler app put"',
      )
        .argParser(file)
        .conflicts(['faults', 'seed']),
    )
    .option('--principals <file>', 'their principals: JSON, as for "refresh-scheduler enrol"', file)
    .option('--port <number>', 'port of the AWS endpoint on loopback', port)
    .option('--no-page', 'serve no page for a browser (else on the port after that of AWS)')
    .option('--logs', "show the functions' log lines, on standard error")
    .showHelpAfterError()
    .exitOverride();
  return command.action(async (options: StartOptions) => {
    const problem = problemOf(options);
    if (problem !== undefined) command.error(`error: ${problem}`);
    await run(options);
  });
};

/** What does not go together. */
const problemOf = ({ apps, principals, faults, seed: given, for: forMs, asDeployed }: StartOptions) => {
  if ((apps === undefined) !== (principals === undefined))
    return '--apps and --principals belong together: give both, or none';
  if (given !== undefined && !faults) return '--seed is of --faults: give both, or none';
  const shortest = shortestProgrammeMs(slownessOf(asDeployed ? AS_DEPLOYED : HURRIED));
  if (faults && forMs !== undefined && forMs < shortest)
    return `--faults needs --for ${spanText(shortest)} or more: nothing may be broken without the time to recover`;
  return undefined;
};
