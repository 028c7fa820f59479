import type { Command } from 'commander';
import { EXIT, exitCodes } from '../exit.ts';
import type { Done } from '../fleet/answers.ts';
import { removeRequest } from '../fleet/requests.ts';
import { sendOne } from '../fleet/send.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { confirmed } from '../input/confirm.ts';
import { tellFailure } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';

const HELP = `
Examples:
  refresh-scheduler remove home-1
  refresh-scheduler remove home-1 --now --yes
Its grant is gone for good, whatever becomes of its secret: to have it back, its owner authorizes again.

${exitCodes('no such principal; a run holds it, and the message says when to try again; or you said no')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
  readonly now?: true;
  readonly yes?: true;
}

/** `remove`: a principal leaves the fleet, with its secret. */
export const addRemove = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('remove')
    .description('take a principal out of the fleet, with its secret')
    .argument('<id>', "the principal's id")
    .option('--now', 'delete its secret at once, beyond recovery (default: 30 days from now)')
    .option('--yes', 'do not ask whether you are sure')
    .option('--json', 'print the answer as a line of JSON');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((id: string, options: Options) => remove(id, options, terminal, clock));
};

const remove = async (id: string, options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const request = removeRequest(id, options.now === true);
  const { about } = request;
  if (!options.yes && !(await confirmed(question(about, options), terminal))) {
    tellFailure(terminal, ['Nothing was sent.']);
    terminal.exitCode = EXIT.refused;
    return;
  }
  await sendOne(
    {
      request,
      doing: 'remove',
      linesOf: (answer) => [
        `${about}: ${answer.change === 'removed' ? 'removed' : 'was removed already'}; ${secretOf(answer)}.`,
      ],
      whenUnsure: () => 'Removing it again does no harm, and does what is left.',
    },
    options,
    terminal,
    clock,
  );
};

const question = (about: string, { now }: Options): string =>
  `Remove ${about}? Its grant goes at once and for good, its secret ${now ? 'too' : 'in 30 days'}.`;

const secretOf = ({ secret, days }: Done<'remove'>): string => {
  switch (secret) {
    case 'deleted':
      return 'its secret is deleted';
    case 'deletes-after-days':
      return `its secret can be brought back for ${days ?? 'some'} days`;
    case 'being-deleted':
      return 'its secret is being deleted already';
    case 'missing':
      return 'it had no secret';
    case 'in-use':
      return 'it was enrolled again meanwhile, and its secret is in use';
  }
};
