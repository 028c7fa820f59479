import type { Command } from 'commander';
import { EXIT, exitCodes } from './exit.ts';
import { withFleet } from './fleet/operate.ts';
import { showRequest } from './fleet/requests.ts';
import { addWhere, type WhereOptions } from './fleet/where.ts';
import { reportTo } from './report.ts';
import type { Clock, Terminal } from './terminal.ts';
import { problemLines, shownLines } from './words.ts';

const HELP = `
Example:
  refresh-scheduler show home-1

${exitCodes('no such principal')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `show`: how one principal stands. Its tokens are not shown: an access token is read from its secret. */
export const addShow = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('show')
    .description('tell how a principal stands: its state, its secret, its last error')
    .argument('<id>', "the principal's id")
    .option('--json', 'print the answer as a line of JSON');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((id: string, options: Options) => show(id, options, terminal, clock));
};

const show = async (id: string, options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const request = showRequest(id);
  const report = reportTo(terminal, options.json === true);
  const answer = await withFleet(options, clock, (operate) => operate(request));
  if (answer.ok) return report.done(answer, shownLines(answer, clock.now()));
  report.failed({ ...answer, principal_id: id }, problemLines('show', id, answer.problems));
  terminal.exitCode = EXIT.refused;
};
