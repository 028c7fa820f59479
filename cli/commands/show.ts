import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { showRequest } from '../fleet/requests.ts';
import { sendOne } from '../fleet/send.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { principalLines } from '../words/principal.ts';

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
    .description('tell all about one principal, with its last error')
    .argument('<id>', "the principal's id")
    .option('--json', 'print the answer as a line of JSON');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((id: string, options: Options) => show(id, options, terminal, clock));
};

const show = (id: string, options: Options, terminal: Terminal, clock: Clock): Promise<void> =>
  sendOne(
    {
      request: showRequest(id),
      doing: 'show',
      linesOf: (shown) => principalLines(shown, clock.now()),
    },
    options,
    terminal,
    clock,
  );
