import type { Command } from 'commander';
import { protocolOf } from '../../lambdas/core/protocols/index.ts';
import { type BrowserOptions, consentByBrowser } from '../authorize/by-browser.ts';
import { type Candidate, candidateFor } from '../authorize/candidate.ts';
import { grantWithout } from '../authorize/without-browser.ts';
import { EXIT, exitCodes } from '../exit.ts';
import type { Problem } from '../fleet/answers.ts';
import { nextCommand } from '../fleet/next-command.ts';
import { type Operate, withFleet } from '../fleet/operate.ts';
import { enrolRequest, showRequest } from '../fleet/requests.ts';
import { send } from '../fleet/send.ts';
import { watch } from '../fleet/watch.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { labelsOf } from '../input/enrol-options.ts';
import { type GrantOptions, givenOf } from '../input/grant-options.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import { type Report, reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { problemLines } from '../words/problems.ts';

const HELP = `
Examples:
  refresh-scheduler authorize home-1 --app main
  refresh-scheduler authorize home-1
The second is for a principal that was halted: its row says which app. How it is done is the provider's matter: at a
page in the browser, with a password that is asked for, or by the app's own login.

A browser comes back to a port of this machine, http://127.0.0.1/callback, or to the --redirect-uri that is registered with the
provider. Where that is another machine's, paste the address at which the browser ended.

${exitCodes('nobody authorized it, it was refused, or has no published token at the end of the wait')}`;

interface Options extends WhereOptions, BrowserOptions, Omit<GrantOptions, 'grant' | 'redirectUri'> {
  readonly app?: string;
  readonly subject?: string;
  readonly label?: readonly string[];
  readonly wait: boolean;
  readonly json?: boolean;
}

/** `authorize`: a principal's owner, or its app, agrees; what comes of it is enrolled at once. */
export const addAuthorize = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('authorize')
    .description('have a principal authorized at its provider, and enrol it')
    .argument('<id>', "its id; it shows in AWS's logs")
    .option('--app <name>', 'the app it belongs to (default: its own, or the only one)')
    .option('--subject <id>', 'the user or thing that the tokens must be for')
    .option(
      '--label <name=value>',
      'a tag for its secret; may be repeated',
      (label: string, others: readonly string[] = []) => [...others, label],
    )
    .option('--no-wait', 'do not wait until the token is published')
    .option('--json', 'print the answers, a line of JSON each')
    .optionsGroup('At a page in the browser:')
    .option('--redirect-uri <uri>', 'the one that is registered with the provider')
    .option('--paste', 'paste the address at which the browser ended, whatever the redirect URI')
    .option('--no-browser', 'print the address and open no browser')
    .optionsGroup('With a password, or by a login of the app:')
    .option('--username <name>', 'the name that logs in')
    .option('--keep-login', 'keep the password, sealed, to log in again by itself')
    .option('--as <login>', "which login of the app's own, where a cloud has several");
  addWhere(command)
    .addHelpText('after', HELP)
    .action((id: string, options: Options) => authorize(id, options, terminal, clock));
};

const authorize = async (id: string, options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  showRequest(id);
  const labels = labelsOf(options.label ?? []);
  const report = reportTo(terminal, options.json === true);
  await withFleet(options, clock, async (operate) => {
    const refuse = (problems: readonly Problem[]): void => {
      const answer = { ok: false, operation: 'authorize', principal_id: id, problems };
      report.failed(answer, problemLines('authorize', id, problems));
      terminal.exitCode = EXIT.refused;
    };
    const found = await candidateFor(id, options.app, operate);
    if (!found.ok) return refuse(found.problems);
    const { candidate } = found;
    const got = await grantFor(candidate, options, operate, report, terminal);
    if (!got.ok) return refuse(got.problems);

    const { provider, app } = candidate;
    const { subject } = options;
    const fields = { principal_id: id, provider, app, grant: got.grant, subject, labels };
    const look = nextCommand(`show ${id}`, options);
    const whenUnsure = () =>
      `It may be enrolled all the same: look with "${look}"; if it is not, authorize it again.`;
    const request = enrolRequest({ place: 'ID', fields });
    const answer = await send(request, { doing: 'authorize', whenUnsure }, operate, report, terminal);
    if (!answer) return;
    report.done(answer, [`${id}: enrolled, its secret is ${answer.secret_name}. ${answer.next}`]);
    if (options.wait) await watch([id], options, operate, report, terminal, clock);
  });
};

const OF_BROWSER = ['redirectUri', 'paste'] as const;
const OF_OTHERS = ['username', 'keepLogin', 'as'] as const;

const grantFor = async (
  { app, provider }: Candidate,
  options: Options,
  operate: Operate,
  report: Report,
  terminal: Terminal,
) => {
  const protocol = protocolOf(provider);
  if (!protocol)
    throw new WrongInputError(
      'this command does not know the provider: use the version that the stack was deployed from',
    );
  const page = options.as === undefined ? protocol.authorizationPage : undefined;
  const strays = givenOf(options, page ? OF_OTHERS : OF_BROWSER);
  if (strays.length > 0)
    throw new WrongInputError(
      ...strays.map(
        (one) =>
          `${one} is not for this provider: it ${page ? 'has a page for people' : 'has no page for people'}`,
      ),
    );
  return page
    ? consentByBrowser(app, page, options, operate, report, terminal)
    : { ok: true as const, grant: await grantWithout(protocol, options, terminal) };
};
