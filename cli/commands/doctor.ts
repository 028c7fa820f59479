import type { Command } from 'commander';
import { EXIT } from '../exit.ts';
import type { Finding } from '../fleet/answers.ts';
import { AwsFailureError } from '../fleet/aws-failure.ts';
import { withFleet } from '../fleet/operate.ts';
import { diagnoseRequest } from '../fleet/requests.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { type Report, reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { countsOf, findingLine } from '../words/finding.ts';

const HELP = `
Example:
  refresh-scheduler doctor --app main
Nothing is changed and nothing is spent: a token endpoint is reached by a TLS handshake and a request without
credentials.

Exit codes:
  0  nothing failed, though there may be warnings
  1  something failed: its remedy stands beside it
  2  arguments that cannot be used`;

interface Options extends WhereOptions {
  readonly app?: string;
  readonly json?: boolean;
}

/** `doctor`: what is wrong with a fleet, and what to do. */
export const addDoctor = (program: Command, terminal: Terminal, clock: Clock): void => {
  const command = program
    .command('doctor')
    .description('look for what is wrong: stack, key, apps, certificates, token endpoints')
    .option('--app <name>', 'of the apps only this one')
    .option('--json', 'print the findings, a line of JSON each');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((options: Options) => doctor(options, terminal, clock));
};

const doctor = async (options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const request = diagnoseRequest(options.app);
  const report = reportTo(terminal, options.json === true);
  report.progress('looking');
  const findings = await withFleet(options, clock, async (operate) => {
    const answer = await operate(request);
    const found = answer.ok
      ? answer.checks
      : answer.problems.map(({ field, remedy }) => failed(field, remedy));
    return [ofStack, ...found, ...notSeenFrom(options)];
  }).catch((error: unknown) => {
    if (!(error instanceof AwsFailureError)) throw error;
    return [failed('stack', error.message)];
  });
  tell(findings, report);
  if (findings.some(({ result }) => result === 'failed')) terminal.exitCode = EXIT.refused;
};

const failed = (check: string, finding: string): Finding => ({ check, result: 'failed', finding });

const ofStack: Finding = {
  check: 'stack',
  result: 'ok',
  finding: 'found, and your credentials may invoke its function',
};

/** What neither this machine nor the function can tell. */
const notSeenFrom = ({ local }: WhereOptions): readonly Finding[] =>
  local === undefined
    ? [
        notChecked(
          'rights',
          "whether ticks may write secrets shows when they do: see the alarms, and 'list'",
        ),
        notChecked(
          'quota',
          'the 50 writes a second of Secrets Manager are shared by all of an account and Region',
        ),
      ]
    : [notChecked('rights and quotas', 'on this machine nobody is refused for either')];

const notChecked = (check: string, finding: string): Finding => ({ check, result: 'not-checked', finding });

const tell = (findings: readonly Finding[], report: Report): void => {
  report.each(findings, findings.map(findingLine));
  report.note(countsOf(findings));
};
