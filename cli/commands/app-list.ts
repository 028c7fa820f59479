import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { withFleet } from '../fleet/operate.ts';
import { fleetRequest } from '../fleet/requests.ts';
import { send } from '../fleet/send.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { appTable, malformedAppLines } from '../words/app.ts';

const HELP = `
Example:
  refresh-scheduler app list

${exitCodes('the fleet refused to tell')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `app list`: every app, and whether anything holds it back. */
export const addAppList = (app: Command, terminal: Terminal, clock: Clock): void => {
  const command = app
    .command('list')
    .description('list the apps, with what holds them back')
    .option('--json', 'print the apps, a line of JSON each');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((options: Options) => listApps(options, terminal, clock));
};

const listApps = async (options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const report = reportTo(terminal, options.json === true);
  const answer = await withFleet(options, clock, (operate) =>
    send(fleetRequest('listApps'), { doing: 'app list' }, operate, report, terminal),
  );
  if (!answer) return;
  const { apps, malformed } = answer;
  if (apps.length > 0) report.each(apps, appTable(apps, clock.now()));
  else report.note('No apps yet.');
  for (const line of malformedAppLines(malformed)) report.note(line);
};
