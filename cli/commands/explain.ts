import type { Command } from 'commander';
import * as z from 'zod';
import { verdictOf } from '../../lambdas/core/outcome.ts';
import { protocolOf, providers } from '../../lambdas/core/protocols/index.ts';
import type { Protocol, Reply } from '../../lambdas/core/protocols/protocol.ts';
import { EXIT } from '../exit.ts';
import { httpStatus, providerName, type RecordedCase, readCaseFile } from '../explain/case-file.ts';
import { nextStep } from '../explain/next-step.ts';
import { contentOf } from '../input/content.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import type { Terminal } from '../terminal.ts';

const ASKED = ['refresh', 'login', 'exchange'] as const;
const DIFFERS = EXIT.refused;

const HELP = `
Examples:
  refresh-scheduler explain --provider PROVIDER --status 400 --body reply.json
  refresh-scheduler explain --cases recorded.json

Exit codes:
  0  done
  1  a case differs from what it expects
  2  arguments or a file that cannot be used`;

interface Options {
  readonly provider?: string;
  readonly asked?: string;
  readonly status?: string;
  readonly body?: string;
  readonly retryAfter?: string;
  readonly cases?: string;
}

/**
 * `explain`: what one recorded reply of a token endpoint means to the scheduler, or whether a file of them is judged
 * as it expects. Calls nobody, and prints nothing that a reply holds.
 */
export const addExplain = (program: Command, terminal: Terminal): void => {
  program
    .command('explain')
    .description('judge recorded replies of a token endpoint, offline')
    .option('--provider <name>', `one of: ${providers.join(', ')}`)
    .option('--asked <what>', `what was asked, one of: ${ASKED.join(', ')} (default: ${ASKED[0]})`)
    .option('--status <code>', 'the HTTP status of the reply')
    .option('--body <file>', 'the body of the reply; - reads standard input')
    .option('--retry-after <text>', 'the Retry-After header of the reply: seconds, or a date')
    .option(
      '--cases <file>',
      'a JSON file of recorded cases, instead of all the above; prints a line for each',
    )
    .addHelpText('after', HELP)
    .action((options: Options, command: Command) =>
      options.cases === undefined
        ? explainReply(options, terminal)
        : explainCases(options, command, terminal),
    );
};

const replyOptions = z.object({
  provider: providerName,
  asked: z.enum(ASKED, { error: `must be one of: ${ASKED.join(', ')}` }).default(ASKED[0]),
  status: z.preprocess((value) => (/^\d+$/.test(String(value)) ? Number(value) : value), httpStatus),
  body: z.string({ error: 'must name a file, or be - for standard input' }),
  retryAfter: z.string().optional(),
});

async function explainReply(options: Options, terminal: Terminal): Promise<void> {
  const checked = replyOptions.safeParse(options);
  if (!checked.success) {
    throw new WrongInputError(
      ...checked.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`),
    );
  }
  const { provider, asked, status, body, retryAfter } = checked.data;
  const protocol = known(provider);
  if (asked === 'login' && !protocol.grants.includes('login'))
    throw new WrongInputError('--asked login cannot be: this provider has no login, ask refresh or exchange');

  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const outcome = protocol.read(asked, reply(status, headers, await contentOf(body, '--body', terminal)));
  const lines = [
    ['verdict', verdictOf(outcome)],
    ...(outcome.kind === 'refreshed' ? [] : [['code', outcome.code]]),
    ['reason', outcome.reason],
    ...(outcome.kind === 'refreshed' ? outcome.warnings.map((warning) => ['warning', warning]) : []),
    ['next', nextStep(outcome, asked, protocol)],
  ];
  write(
    terminal.stdout,
    lines.map(([label = '', value]) => `${label.padEnd(9)}${value}`),
  );
}

async function explainCases(options: Options, command: Command, terminal: Terminal): Promise<void> {
  const { cases: file = '', ...others } = options;
  const [besides] = Object.keys(others);
  if (besides !== undefined) {
    const option = command.options.find((known) => known.attributeName() === besides);
    throw new WrongInputError(`${option?.long} cannot be used together with --cases`);
  }
  const checked = readCaseFile(await contentOf(file, '--cases', terminal));
  if (!checked.ok) throw new WrongInputError(checked.problems);

  const judged = checked.cases.map((recorded) => ({ recorded, ...judge(recorded) }));
  write(
    terminal.stdout,
    judged.map(({ recorded: { provider, name }, verdict, reason }) =>
      JSON.stringify({ provider, name, verdict, reason }),
    ),
  );

  const withExpectation = judged.filter(({ recorded }) => recorded.expected !== undefined);
  const different = withExpectation.filter(({ recorded, verdict }) => recorded.expected !== verdict);
  const without = judged.length - withExpectation.length;
  write(terminal.stderr, [
    ...different.map(
      ({ recorded, verdict }) =>
        `${JSON.stringify(recorded.name)}: expected ${recorded.expected}, got ${verdict}`,
    ),
    `${withExpectation.length - different.length} of ${withExpectation.length} as expected`,
    ...(without > 0 ? [`${without} without an expectation, judged only`] : []),
  ]);
  if (different.length > 0) terminal.exitCode = DIFFERS;
}

const judge = ({ provider, request, response }: RecordedCase) => {
  const protocol = known(provider);
  const asked = protocol.askedBy(request?.path ?? '', request?.body ?? '');
  const outcome = protocol.read(asked, reply(response.status, response.headers ?? {}, response.body));
  return { verdict: verdictOf(outcome), reason: outcome.reason };
};

const reply = (status: number, headers: Readonly<Record<string, string>>, body: string): Reply => ({
  status,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body,
  receivedAt: Date.now(),
});

const known = (provider: string): Protocol => {
  const protocol = protocolOf(provider);
  if (protocol === undefined) throw new Error('a provider passed its check without a protocol');
  return protocol;
};

/** One write, so that a long output reaches a pipe whole. */
const write = (stream: NodeJS.WritableStream, lines: readonly string[]): void => {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
};
