import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { repeatedGrants } from '../../lambdas/core/repeated-grants.ts';
import { exitCodes } from '../exit.ts';
import { sendAll } from '../fleet/batch.ts';
import { nextCommand } from '../fleet/next-command.ts';
import { withFleet } from '../fleet/operate.ts';
import { enrolRequest, type Request, requestsFor } from '../fleet/requests.ts';
import { watch } from '../fleet/watch.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { entryFromOptions, givenOptions, type PrincipalOptions } from '../input/enrol-options.ts';
import { type Entry, readEntries } from '../input/entries.ts';
import { addGrantOptions, DEFAULT_KIND } from '../input/grant-options.ts';
import { readSecret } from '../input/secret.ts';
import { repetitionIn } from '../input/sole-grant.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import { reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';

const SECRETS =
  'Secrets are never arguments: they come from FILE, from standard input or from a prompt. See: refresh-scheduler enrol --help';

const HELP = `
Examples:
  refresh-scheduler enrol --id home-1 --provider PROVIDER --app main
  refresh-scheduler enrol principals.jsonl
The first asks for the refresh token, without echo; a pipe gives it as its one line.
One principal in principals.jsonl, on a line (an object or an array of objects will do as well):
  {"principal_id":"home-1","provider":"PROVIDER","app":"main","grant":{"kind":"refresh_token","refresh_token":"…"}}

${exitCodes('a principal was refused, or has no published token at the end of the wait')}`;

interface Options extends WhereOptions, PrincipalOptions {
  readonly json?: boolean;
  readonly wait: boolean;
}

/** `enrol`: principals whose access tokens shall be kept alive, from a file, or one by options. */
export const addEnrol = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('enrol')
    .description('keep the access tokens of principals alive from now on')
    .argument('[file]', 'JSON: an object, an array of them, or one a line; - reads standard input')
    .option('--no-wait', 'do not wait until the tokens are published')
    .option('--json', 'print the answers, a line of JSON each')
    .optionsGroup('One principal, without a file:')
    .option('--id <id>', "its id; it shows in AWS's logs")
    .option('--provider <name>', 'its cloud')
    .option('--app <name>', 'the app it belongs to');
  addGrantOptions(command, `default: ${DEFAULT_KIND}`)
    .option('--subject <id>', 'the user or thing that the tokens must be for')
    .option(
      '--label <name=value>',
      'a tag for its secret; may be repeated',
      (label: string, others: readonly string[] = []) => [...others, label],
    );
  addWhere(command)
    .showHelpAfterError(SECRETS)
    .addHelpText('after', HELP)
    .action((file: string | undefined, options: Options) => enrol(file, options, terminal, clock));
};

const enrol = async (
  file: string | undefined,
  options: Options,
  terminal: Terminal,
  clock: Clock,
): Promise<void> => {
  const requests = requestsFor(await entriesFrom(file, options, terminal), eachItsOwnGrant());
  const report = reportTo(terminal, options.json === true);
  await withFleet(options, clock, async (operate) => {
    const enrolled = await sendAll(
      {
        requests,
        doing: 'enrol',
        did: 'enrolled',
        onDone: (answer) => {
          const { principal_id, secret_name, next } = answer;
          report.done(answer, [`${principal_id}: enrolled, its secret is ${secret_name}. ${next}`]);
        },
        whenUnsure: (id) =>
          `It may be enrolled all the same: look with "${nextCommand(`show ${id}`, options)}" before you try again.`,
      },
      operate,
      report,
      terminal,
    );
    const ids = enrolled.map(({ principal_id }) => principal_id);
    if (options.wait) await watch(ids, options, operate, report, terminal, clock);
  });
};

/** As {@link enrolRequest}, for one file. */
const eachItsOwnGrant = (): ((entry: Entry) => Request<'enrol'>) => {
  const repeated = repeatedGrants(randomBytes(32));
  return (entry) => {
    const request = enrolRequest(entry);
    const problem = repetitionIn(entry.fields, request.about, repeated);
    if (problem !== undefined) throw new WrongInputError(`${entry.place}: ${problem}`);
    return request;
  };
};

const entriesFrom = async (
  file: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<readonly Entry[]> => {
  if (file === undefined) return [await entryFromOptions(options, (what) => readSecret(what, terminal))];
  const besides = givenOptions(options).map((option) => `${option} cannot be used together with FILE`);
  if (besides.length > 0) throw new WrongInputError(...besides);
  return readEntries(file, terminal);
};
