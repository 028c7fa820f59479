import { Command, CommanderError } from 'commander';
import { addApp } from './app-put.ts';
import { addEnrol } from './enrol.ts';
import { EXIT } from './exit.ts';
import { addExplain } from './explain.ts';
import { AwsFailureError } from './fleet/aws-failure.ts';
import { withLocalPort } from './fleet/where.ts';
import { WrongInputError } from './input/wrong-input.ts';
import { tellFailure } from './report.ts';
import { addShow } from './show.ts';
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
    .exitOverride();
  addApp(program, terminal, clock);
  addEnrol(program, terminal, clock);
  addShow(program, terminal, clock);
  addExplain(program, terminal);

  try {
    await program.parseAsync(withLocalPort(args), { from: 'user' });
  } catch (error) {
    terminal.exitCode = tell(error, terminal);
  }
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
