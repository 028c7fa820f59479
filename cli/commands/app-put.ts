import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import type { Done } from '../fleet/answers.ts';
import { sendAll } from '../fleet/batch.ts';
import { nextCommand } from '../fleet/next-command.ts';
import { withFleet } from '../fleet/operate.ts';
import { registerRequest, requestsFor } from '../fleet/requests.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { readEntries } from '../input/entries.ts';
import { reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { warningLines } from '../words/problems.ts';

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
export const addAppPut = (app: Command, terminal: Terminal, clock: Clock): void => {
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
        onDone: (answer) => report.done(answer, linesOf(answer, nextCommand('enrol', options))),
        whenUnsure: () => 'Putting it again does no harm.',
      },
      operate,
      report,
      terminal,
    ),
  );
};

const linesOf = ({ app, provider, change, warnings }: Done<'registerApp'>, enrol: string): string[] => [
  `app ${app} (${provider}): ${change}. ${next(change, enrol)}`,
  ...warningLines(warnings),
];

const next = (change: Done<'registerApp'>['change'], enrol: string): string => {
  switch (change) {
    case 'created':
      return `Next: ${enrol}`;
    case 'updated':
      return 'It is used within five minutes.';
    case 'unchanged':
      return 'It was the same already.';
  }
};
