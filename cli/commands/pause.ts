import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { nextCommand } from '../fleet/next-command.ts';
import { sendOne } from '../fleet/send.ts';
import {
  addTarget,
  type Target,
  type TargetOptions,
  targetFrom,
  targetRequest,
  typed,
} from '../fleet/target.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import type { Clock, Terminal } from '../terminal.ts';

const HELP = `
Examples:
  refresh-scheduler pause home-1
  refresh-scheduler pause --app main
What a run has begun is finished. Tokens that live are served until they end.

${exitCodes('no such principal or app, or a run holds the principal: the message says when to try again')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `pause`: nobody is asked for new tokens, of a principal, of an app or of the whole fleet. */
export const addPause = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program.command('pause').description('ask for no more tokens until it is resumed');
  addTarget(command).option('--json', 'print the answer as a line of JSON');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: Options & TargetOptions) =>
      pauseTarget(targetFrom(id, options), options, terminal, clock),
    );
};

export const pauseTarget = (
  target: Target,
  options: Options,
  terminal: Terminal,
  clock: Clock,
): Promise<void> => {
  const request = targetRequest('pause', target);
  const goOn = nextCommand(`resume ${typed(target)}`, options);
  return sendOne(
    {
      request,
      doing: 'pause',
      linesOf: ({ change }) => [
        `${request.about}: ${change === 'paused' ? 'paused' : 'was paused already'}. Go on with: ${goOn}`,
      ],
      whenUnsure: () => 'Pausing it again does no harm.',
    },
    options,
    terminal,
    clock,
  );
};
