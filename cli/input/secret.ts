import { text as readStream } from 'node:stream/consumers';
import { type Confidential, confidential } from '../../lambdas/core/confidential.ts';
import type { Terminal } from '../terminal.ts';
import { WrongInputError } from './wrong-input.ts';

/**
 * A secret from whoever is at the terminal, without echo, or else the one line that standard input holds. Never an
 * argument: those show in the list of processes and stay in the shell's history.
 *
 * @param what the name of the secret, for people
 * @throws {WrongInputError} when standard input holds no line, or more than one
 */
export const readSecret = async (what: string, terminal: Terminal): Promise<Confidential> =>
  terminal.stdin.isTTY ? askForSecret(what, terminal) : onlyLine(what, await readStream(terminal.stdin));

/** On standard error, so that standard output holds results alone. */
const askForSecret = async (what: string, { stdin, stderr }: Terminal): Promise<Confidential> => {
  const { password } = await import('@inquirer/prompts');
  const answer = await password(
    {
      message: `The ${what}:`,
      mask: false,
      // Else Ctrl-T would show it.
      toggleMask: false,
      validate: (value) => value !== '' || `Type or paste the ${what}, or leave with Ctrl-C.`,
    },
    { input: stdin, output: stderr },
  );
  return confidential(answer);
};

const onlyLine = (what: string, input: string): Confidential => {
  const line = input.replace(/\r?\n$/, '');
  if (line.trim() === '' || /[\r\n]/.test(line))
    throw new WrongInputError(`standard input must hold one line, the ${what}`);
  return confidential(line);
};
