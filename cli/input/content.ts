import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import type { Terminal } from '../terminal.ts';
import { WrongInputError } from './wrong-input.ts';

/**
 * The text of a file, or of standard input for `-`.
 *
 * @param argument how the command calls it. What was given is not repeated: it may be a token in the file's place
 * @throws {WrongInputError}
 */
export const contentOf = async (file: string, argument: string, { stdin }: Terminal): Promise<string> => {
  try {
    return file === '-' ? await readStream(stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new WrongInputError(
      `${argument} cannot be read (${code}): give the name of a file that you may read`,
    );
  }
};
