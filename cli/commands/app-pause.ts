import type { Command } from 'commander';
import { exitCodes } from '../exit.ts';
import { addWhere, type WhereOptions } from '../fleet/where.ts';
import type { Clock, Terminal } from '../terminal.ts';
import { pauseTarget } from './pause.ts';
import { resumeTarget } from './resume.ts';

const help = (example: string): string => `
Example:
  refresh-scheduler ${example}

${exitCodes('no such app')}`;

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `app pause`: as `pause --app`. */
export const addAppPause = (app: Command, terminal: Terminal, clock: Clock): void => {
  const command = app.command('pause').description('ask for no more tokens of its principals');
  addWhere(named(command))
    .addHelpText('after', help('app pause main'))
    .action((name: string, options: Options) => pauseTarget({ app: name }, options, terminal, clock));
};

/** `app resume`: as `resume --app`. */
export const addAppResume = (app: Command, terminal: Terminal, clock: Clock): void => {
  const command = app.command('resume').description('ask for the tokens of its principals again');
  addWhere(named(command))
    .addHelpText('after', help('app resume main'))
    .action((name: string, options: Options) => resumeTarget({ app: name }, options, terminal, clock));
};

const named = (command: Command): Command =>
  command.argument('<name>', "the app's name").option('--json', 'print the answer as a line of JSON');
