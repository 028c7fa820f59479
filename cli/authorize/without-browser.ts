import type { Protocol } from '../../lambdas/core/protocols/protocol.ts';
import { type GrantOptions, plannedGrant } from '../input/grant-options.ts';
import { readSecret } from '../input/secret.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import type { Terminal } from '../terminal.ts';

/**
 * A password that somebody types, or the app's own login.
 *
 * @throws {WrongInputError} for options that do not belong to it
 */
export const grantWithout = async (
  { authorizes, grants }: Protocol,
  options: GrantOptions,
  terminal: Terminal,
): Promise<Readonly<Record<string, unknown>>> => {
  const kind = options.as === undefined && authorizes === 'password' ? 'password' : 'login';
  if (!grants.includes(kind))
    throw new WrongInputError('--as is not for this provider: its apps have no login');
  const named =
    kind === 'password' && options.username === undefined
      ? { ...options, username: await askForName(terminal) }
      : options;
  const planned = plannedGrant(named, kind);
  if (planned.problems.length > 0) throw new WrongInputError(...planned.problems);
  return planned.complete((what) => readSecret(what, terminal));
};

/** @throws {WrongInputError} where nobody can be asked: the one line of a pipe is the password */
const askForName = async ({ stdin, stderr }: Terminal): Promise<string> => {
  if (!stdin.isTTY) throw new WrongInputError('--username is missing');
  const { input } = await import('@inquirer/prompts');
  const validate = (name: string) =>
    name.trim() !== '' || 'Type the name that logs in, or leave with Ctrl-C.';
  return input({ message: 'The name that logs in:', validate }, { input: stdin, output: stderr });
};
