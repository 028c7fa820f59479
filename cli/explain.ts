import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import type { Command } from 'commander';
import * as z from 'zod';
import { verdictOf } from '../lambdas/core/outcome.ts';
import { protocolOf, providers } from '../lambdas/core/protocols/index.ts';
import type { Protocol, Reply } from '../lambdas/core/protocols/protocol.ts';
import { httpStatus, providerName, type RecordedCase, readCaseFile } from './case-file.ts';
import { nextStep } from './next-step.ts';

const ASKED = ['refresh', 'login', 'exchange'] as const;
const DIFFERS = 1;
const MOST_PROBLEMS_SHOWN = 10;

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
 *
 * Exit codes: 0, 1 where a case differs from what it expects, 2 for arguments or a file that cannot be used.
 */
export const addExplain = (program: Command): void => {
  program
    .command('explain')
    .description('judge recorded replies of a token endpoint, without calling anybody')
    .option('--provider <name>', `one of: ${providers.join(', ')}`)
    .option('--asked <what>', `what was asked, one of: ${ASKED.join(', ')} (default: ${ASKED[0]})`)
    .option('--status <code>', 'the HTTP status of the reply')
    .option('--body <file>', 'the body of the reply; - reads standard input')
    .option('--retry-after <text>', 'the Retry-After header of the reply: seconds, or a date')
    .option(
      '--cases <file>',
      'a JSON file of recorded cases, instead of all the above; prints a line for each',
    )
    .action((options: Options, command: Command) =>
      options.cases === undefined ? explainReply(options, command) : explainCases(options, command),
    );
};

const replyOptions = z.object({
  provider: providerName,
  asked: z.enum(ASKED, { error: `must be one of: ${ASKED.join(', ')}` }).default(ASKED[0]),
  status: z.preprocess((value) => (/^\d+$/.test(String(value)) ? Number(value) : value), httpStatus),
  body: z.string({ error: 'must name a file, or be - for standard input' }),
  retryAfter: z.string().optional(),
});

async function explainReply(options: Options, command: Command): Promise<void> {
  const checked = replyOptions.safeParse(options);
  if (!checked.success) {
    return refuse(
      command,
      checked.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`),
    );
  }
  const { provider, asked, status, body, retryAfter } = checked.data;
  const protocol = known(provider);
  if (asked === 'login' && !protocol.grants.includes('login'))
    return refuse(command, ['--asked login cannot be: this provider has no login, ask refresh or exchange']);

  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const outcome = protocol.read(asked, reply(status, headers, await content(body, '--body', command)));
  const lines = [
    ['verdict', verdictOf(outcome)],
    ...(outcome.kind === 'refreshed' ? [] : [['code', outcome.code]]),
    ['reason', outcome.reason],
    ...(outcome.kind === 'refreshed' ? outcome.warnings.map((warning) => ['warning', warning]) : []),
    ['next', nextStep(outcome, asked, protocol)],
  ];
  write(lines.map(([label = '', value]) => `${label.padEnd(9)}${value}`));
}

async function explainCases(options: Options, command: Command): Promise<void> {
  const { cases: file = '', ...others } = options;
  const [besides] = Object.keys(others);
  if (besides !== undefined) {
    const option = command.options.find((known) => known.attributeName() === besides);
    return refuse(command, [`${option?.long} cannot be used together with --cases`]);
  }
  const checked = readCaseFile(await content(file, '--cases', command));
  if (!checked.ok) return refuse(command, checked.problems);

  const judged = checked.cases.map((recorded) => ({ recorded, ...judge(recorded) }));
  write(
    judged.map(({ recorded: { provider, name }, verdict, reason }) =>
      JSON.stringify({ provider, name, verdict, reason }),
    ),
  );

  const withExpectation = judged.filter(({ recorded }) => recorded.expected !== undefined);
  const different = withExpectation.filter(({ recorded, verdict }) => recorded.expected !== verdict);
  for (const { recorded, verdict } of different) {
    console.error(`${JSON.stringify(recorded.name)}: expected ${recorded.expected}, got ${verdict}`);
  }
  console.error(`${withExpectation.length - different.length} of ${withExpectation.length} as expected`);
  const without = judged.length - withExpectation.length;
  if (without > 0) console.error(`${without} without an expectation, judged only`);
  if (different.length > 0) process.exitCode = DIFFERS;
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

/** The argument itself is not repeated: somebody may have put a body where its file name belongs. */
const content = async (file: string, option: string, command: Command): Promise<string> => {
  try {
    return file === '-' ? await readStream(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    return refuse(command, [`${option} cannot be read (${code}): give the name of a file that you may read`]);
  }
};

const refuse = (command: Command, problems: readonly string[]): never => {
  const shown = problems.slice(0, MOST_PROBLEMS_SHOWN).map((problem) => `error: ${problem}`);
  const more = problems.length - shown.length;
  return command.error([...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'), { exitCode: 2 });
};

/** One write, so that a long output reaches a pipe whole. */
const write = (lines: readonly string[]): void => {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
};
