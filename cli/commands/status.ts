import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { nextCommand } from '../fleet/next-command.ts';
import { withFleet } from '../fleet/operate.ts';
import { fleetRequest } from '../fleet/requests.ts';
import { send } from '../fleet/send.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { malformedAppLines } from '../words/app.ts';
import { statusLines } from '../words/status.ts';

const HELP = `
Example:
  refresh-scheduler status

${exitCodes('the fleet refused to tell')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `status`: the whole fleet at a glance. Principals are counted by the census, every quarter of an hour. */
export const addStatus = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('status')
    .description('tell how the fleet fares: pauses, counts, every app')
    .option('--json', 'print the answer as a line of JSON');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((options: Options) => status(options, terminal, clock));
};

const status = async (options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const report = reportTo(terminal, options.json === true);
  const answer = await withFleet(options, clock, (operate) =>
    send(fleetRequest('status'), { doing: 'status' }, operate, report, terminal),
  );
  if (!answer) return;
  report.done(answer, statusLines(answer, clock.now(), nextCommand('resume --everything', options)));
  for (const line of malformedAppLines(answer.malformed)) report.note(line);
};
