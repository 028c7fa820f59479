import type { Command } from 'commander';
import { exitCodes } from './exit.ts';
import type { Done } from './fleet/answers.ts';
import { sendAll } from './fleet/batch.ts';
import { withFleet } from './fleet/operate.ts';
import { registerRequest, requestsFor } from './fleet/requests.ts';
import { addWhere, type WhereOptions } from './fleet/where.ts';
import { readEntries } from './input/entries.ts';
import { reportTo } from './report.ts';
import type { Clock, Terminal } from './terminal.ts';

const HELP = `
Example:
  refresh-scheduler app put apps.jsonl
One app in apps.jsonl, on a line (an object or an array of objects will do as well):
  {"app":"main","provider":"PROVIDER","client_id":"…","client_secret":"…"}

${exitCodes('an app was refused; the others of the file are put')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `app put`: the credentials that a provider issued, new or changed. Putting the same twice changes nothing. */
export const addApp = (program: Command, terminal: Terminal, clock: Clock): void => {
  const app = program.command('app').description('the credentials that providers issued to you');
  const put = app
    .command('put')
    .description('store or update apps, from a file or standard input')
    .argument('<file>', 'JSON: an object, an array of them, or one a line; - reads standard input')
    .option('--json', 'print the answers, a line of JSON each');
  addWhere(put)
    .addHelpText('after', HELP)
    .action((file: string, options: Options) => putApps(file, options, terminal, clock));
};

const putApps = async (file: string, options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const requests = requestsFor(await readEntries(file, terminal), registerRequest);
  const report = reportTo(terminal, options.json === true);
  await withFleet(options, clock, (operate) =>
    sendAll(
      {
        requests,
        doing: 'app put',
        did: 'put',
        onDone: (answer) => report.done(answer, linesOf(answer)),
        whenUnsure: () => 'Putting it again does no harm.',
      },
      operate,
      report,
      terminal,
    ),
  );
};

const NEXT: Readonly<Record<Done<'registerApp'>['change'], string>> = {
  created: 'Next: refresh-scheduler enrol',
  updated: 'It is used within five minutes.',
  unchanged: 'It was the same already.',
};

const linesOf = ({ app, provider, change, warnings }: Done<'registerApp'>): string[] => [
  `app ${app} (${provider}): ${change}. ${NEXT[change]}`,
  ...warnings.map(({ field, remedy }) => `  warning: ${field}: ${remedy}`),
];
