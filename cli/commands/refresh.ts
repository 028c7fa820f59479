import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { nextCommand } from '../fleet/next-command.ts';
import { refreshRequest } from '../fleet/requests.ts';
import { sendOne } from '../fleet/send.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import type { Clock, Terminal } from '../terminal.ts';

const HELP = `
Example:
  refresh-scheduler refresh home-1
The old token may die at once: its consumers read the new one after a 401.

${exitCodes('no such principal; it is paused or halted; or a run holds it, and the message says when to try again')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `refresh`: a new token before its time. The next tick does it. */
export const addRefresh = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('refresh')
    .description('get a new token with the next tick, before its time')
    .argument('<id>', "the principal's id")
    .option('--json', 'print the answer as a line of JSON');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((id: string, options: Options) => refresh(id, options, terminal, clock));
};

const refresh = (id: string, options: Options, terminal: Terminal, clock: Clock): Promise<void> =>
  sendOne(
    {
      request: refreshRequest(id),
      doing: 'refresh',
      linesOf: () => [
        `${id}: due now, the next tick gets a new token. Look with: ${nextCommand(`show ${id}`, options)}`,
      ],
      whenUnsure: () => 'Asking for it again does no harm.',
    },
    options,
    terminal,
    clock,
  );
