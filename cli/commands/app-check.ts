import type { Command } from 'commander';
import { EXIT, exitCodes } from '../exit.ts';
import { withFleet } from '../fleet/operate.ts';
import { checkAppRequest } from '../fleet/requests.ts';
import { send } from '../fleet/send.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import { reportTo } from '../report.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { problemLines, warningLines } from '../words/problems.ts';

const HELP = `
Example:
  refresh-scheduler app check main
Its secret is read as it lies there now. Its cloud is not asked: whether that takes it shows with the next refresh.

${exitCodes('no such app, or it cannot work as it is')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `app check`: whether the secret of an app has what its protocol needs, and how long its certificates last. */
export const addAppCheck = (app: Command, terminal: Terminal, clock: Clock): void => {
  const command = app
    .command('check')
    .description('check the secret of an app and its certificates')
    .argument('<name>', "the app's name")
    .option('--json', 'print the answer as a line of JSON');
  addWhere(command)
    .addHelpText('after', HELP)
    .action((name: string, options: Options) => checkApp(name, options, terminal, clock));
};

const checkApp = async (name: string, options: Options, terminal: Terminal, clock: Clock): Promise<void> => {
  const request = checkAppRequest(name);
  const report = reportTo(terminal, options.json === true);
  const answer = await withFleet(options, clock, (operate) =>
    send(request, { doing: 'app check' }, operate, report, terminal),
  );
  if (!answer) return;
  const { provider, problems, warnings } = answer;
  if (problems.length === 0)
    return report.done(answer, [
      `app ${name} (${provider}): its secret has all it needs.`,
      ...warningLines(warnings),
    ]);
  report.failed(answer, [...problemLines('app check', name, problems), ...warningLines(warnings)]);
  terminal.exitCode = EXIT.refused;
};
