import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import type { Done } from '../fleet/answers.ts';
import { nextCommand } from '../fleet/next-command.ts';
import { withFleet } from '../fleet/operate.ts';
import { send, sendOne } from '../fleet/send.ts';
import { addTarget, type Target, type TargetOptions, targetFrom, targetRequest } from '../fleet/target.ts';
import { watch } from '../fleet/watch.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import {
  addGrantOptions,
  GRANT_OPTIONS,
  type GrantOptions,
  givenOf,
  plannedGrant,
} from '../input/grant-options.ts';
import { readSecret } from '../input/secret.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import { reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';

const SECRETS =
  'Secrets are never arguments: they come from standard input or from a prompt. See: refresh-scheduler resume --help';

const HELP = `
Examples:
  refresh-scheduler resume home-1
  refresh-scheduler resume home-1 --grant refresh_token
  refresh-scheduler resume --everything
With --grant it asks for the secret, without echo; a pipe gives it as its one line.

${exitCodes('no such principal or app; it is halted and needs a new grant; or no published token at the end of the wait')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

interface ResumeOptions extends Options, TargetOptions, GrantOptions {
  readonly wait: boolean;
}

/** `resume`: tokens are asked for again; a principal that was halted gets its new grant. */
export const addResume = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program.command('resume').description('ask again, with a new grant where one was refused');
  addTarget(command)
    .option('--json', 'print the answers, a line of JSON each')
    .optionsGroup('A new grant, for one principal:')
    .option('--no-wait', 'do not wait until the token is published');
  addGrantOptions(command, 'default: the grant that it has');
  addWhere(command)
    .showHelpAfterError(SECRETS)
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: ResumeOptions) => resume(id, options, terminal, clock));
};

const resume = (
  id: string | undefined,
  options: ResumeOptions,
  terminal: Terminal,
  clock: Clock,
): Promise<void> => {
  const target = targetFrom(id, options);
  const [stray] = givenOf(options, GRANT_OPTIONS);
  if (stray === undefined) return resumeTarget(target, options, terminal, clock);
  if (options.grant === undefined) throw new WrongInputError(`${stray} belongs to a grant: give --grant too`);
  if (!('principal_id' in target)) throw new WrongInputError('--grant is for one principal: give its ID');
  return giveGrant(target, options, options.grant, terminal, clock);
};

export const resumeTarget = (
  target: Target,
  options: Options,
  terminal: Terminal,
  clock: Clock,
): Promise<void> => {
  const request = targetRequest('resume', target);
  return sendOne(
    {
      request,
      doing: 'resume',
      linesOf: ({ change }) => [`${request.about}: ${change === 'resumed' ? RESUMED : unchanged(target)}`],
      whenUnsure: () => 'Resuming it again does no harm.',
    },
    options,
    terminal,
    clock,
  );
};

const RESUMED = 'resumed, from the next tick on.';

const unchanged = (target: Target): string =>
  'principal_id' in target
    ? 'runs already.'
    : 'was not paused by an operator. What the scheduler itself holds back it probes by itself.';

const giveGrant = async (
  target: { readonly principal_id: string },
  options: ResumeOptions,
  kind: string,
  terminal: Terminal,
  clock: Clock,
): Promise<void> => {
  const { principal_id } = target;
  targetRequest('resume', target);
  const planned = plannedGrant(options, kind);
  if (planned.problems.length > 0) throw new WrongInputError(...planned.problems);
  const grant = await planned.complete((what) => readSecret(what, terminal));
  const request = targetRequest('resume', target, grant);
  const report = reportTo(terminal, options.json === true);
  const look = nextCommand(`show ${principal_id}`, options);
  const whenUnsure = () => `It may have its grant all the same: look with "${look}" before you try again.`;
  await withFleet(options, clock, async (operate) => {
    const answer = await send(request, { doing: 'resume', whenUnsure }, operate, report, terminal);
    if (!answer) return;
    report.done(answer, [granted(principal_id, answer)]);
    if (options.wait) await watch([principal_id], options, operate, report, terminal, clock);
  });
};

const granted = (id: string, { secret_name, next }: Done<'resume'>): string =>
  [`${id}: resumed${secret_name ? `, its secret is ${secret_name}` : ''}.`, next].filter(Boolean).join(' ');
