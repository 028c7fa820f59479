import { Command, CommanderError } from 'commander';
import { addExplain } from './explain.ts';

/** What every command answers with when its arguments or files are not what it needs. */
const WRONG_ARGUMENTS = 2;

/** A mistyped option may carry a token after its `=`: name the option, not the value. */
const withoutValue = (message: string): string => message.replace(/=[^\n]*'/, "'");

const program = new Command('refresh-scheduler')
  .description('Keeps OAuth access tokens of IoT clouds alive: the operator’s tool.')
  .configureOutput({ outputError: (message, write) => write(withoutValue(message)) })
  .exitOverride();

addExplain(program);

// Whoever reads the output may have had enough (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Never process.exit: what is still on its way to a pipe would be lost.
  process.exitCode = error.exitCode === 0 ? 0 : WRONG_ARGUMENTS;
}
