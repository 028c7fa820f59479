import type { Terminal } from '../terminal.ts';
import { WrongInputError } from './wrong-input.ts';

/**
 * Whether whoever is at the terminal wants it. The answer that the return key gives is no.
 *
 * @throws {WrongInputError} where nobody can be asked
 */
export const confirmed = async (message: string, { stdin, stderr }: Terminal): Promise<boolean> => {
  if (!stdin.isTTY) throw new WrongInputError('nobody can be asked here: give --yes if you are sure');
  const { confirm } = await import('@inquirer/prompts');
  return confirm({ message, default: false }, { input: stdin, output: stderr });
};
