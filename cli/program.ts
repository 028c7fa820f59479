import { Command, CommanderError } from 'commander';
import { addApp } from './commands/app.ts';
import { addAuthorize } from './commands/authorize.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEnrol } from './commands/enrol.ts';
import { addExplain } from './commands/explain.ts';
import { addImport } from './commands/import.ts';
import { addList } from './commands/list.ts';
import { addPause } from './commands/pause.ts';
import { addPlan } from './commands/plan.ts';
import { addRefresh } from './commands/refresh.ts';
import { addRemove } from './commands/remove.ts';
import { addRestore } from './commands/restore.ts';
import { addResume } from './commands/resume.ts';
import { addShow } from './commands/show.ts';
import { addStatus } from './commands/status.ts';
import { EXIT } from './exit.ts';
import { AwsFailureError } from './fleet/aws-failure.ts';
import { withLocalPort } from './fleet/where.ts';
import { WrongInputError } from './input/wrong-input.ts';
import { tellFailure } from './report.ts';
import { type Clock, machineClock, type Terminal } from './terminal.ts';

/**
 * Runs one command line, and leaves its exit code in `terminal`: a process.exit would lose what is on its way to a pipe.
 */
export const run = async (
  args: readonly string[],
  terminal: Terminal,
  clock: Clock = machineClock,
): Promise<void> => {
  const program = new Command('refresh-scheduler')
    .description('Keeps OAuth access tokens of IoT clouds alive: the operator’s tool.')
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: (message, write) => write(namesOnly(message)),
    })
    .configureHelp({ subcommandTerm: withArguments })
    .exitOverride();
  addCommands(program, terminal, clock);

  try {
    await program.parseAsync(withLocalPort(args), { from: 'user' });
  } catch (error) {
    terminal.exitCode = tell(error, terminal);
  }
};

/** That a command has options goes without saying. */
const withArguments = (command: Command): string =>
  [
    command.name(),
    ...command.registeredArguments.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)),
  ].join(' ');

/** In the order and the groups of `--help`. */
const addCommands = (program: Command, terminal: Terminal, clock: Clock): void => {
  program.commandsGroup('Begin:');
  addPlan(program, terminal);
  addApp(program, terminal, clock);
  addEnrol(program, terminal, clock);
  addAuthorize(program, terminal, clock);
  addImport(program, terminal, clock);

  program.commandsGroup('Look:').helpCommand('help [command]', 'tell what a command takes');
  addStatus(program, terminal, clock);
  addDoctor(program, terminal, clock);
  addList(program, terminal, clock);
  addShow(program, terminal, clock);
  addExplain(program, terminal);

  program.commandsGroup('Act:');
  addRefresh(program, terminal, clock);
  addPause(program, terminal, clock);
  addResume(program, terminal, clock);
  addRemove(program, terminal, clock);
  addRestore(program, terminal, clock);
};

/** A mistaken argument may be a token, or carry one after its `=`: only what looks like a name is repeated. */
const namesOnly = (message: string): string =>
  message
    .replace(/^(error: unknown (?:option|command)) '([^=\n]*)[^\n]*'/, (_, what: string, name: string) =>
      /^-{0,2}[a-z][a-z-]{0,23}$/.test(name) ? `${what} '${name}'` : what,
    )
    .replace(/^(error: too many arguments)[^\n]*/, '$1');

/** @returns the exit code */
const tell = (error: unknown, terminal: Terminal): number => {
  // Commander has told it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongInput;
  if (error instanceof WrongInputError) {
    tellFailure(terminal, error.lines());
    return EXIT.wrongInput;
  }
  if (error instanceof AwsFailureError) {
    tellFailure(terminal, [`error: ${error.message}`]);
    return EXIT.unreachable;
  }
  if (error instanceof Error && error.name === 'ExitPromptError') {
    tellFailure(terminal, ['Nothing was sent.']);
    return EXIT.interrupted;
  }
  tellFailure(terminal, unexpected(error));
  return EXIT.unreachable;
};

/** A fault of ours: where it happened, without the message, which may quote what was being worked on. */
const unexpected = (error: unknown): string[] => {
  const { name, stack = '' } = error instanceof Error ? error : { name: typeof error };
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return [`error: unexpected ${name}: please report these lines`, ...frames];
};
