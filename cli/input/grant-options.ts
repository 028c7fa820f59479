import type { Command } from 'commander';
import type { Confidential } from '../../lambdas/core/confidential.ts';
import { WrongInputError } from './wrong-input.ts';

/** One grant, all but its secret. */
export interface GrantOptions {
  readonly grant?: string;
  readonly as?: string;
  readonly username?: string;
  readonly redirectUri?: string;
  readonly keepLogin?: boolean;
}

interface Kind {
  /** What is asked for; absent where the app's own credentials are enough. */
  readonly secret?: string;
  /** Options that this kind alone understands. */
  readonly options: readonly (keyof GrantOptions)[];
  readonly needs: readonly (keyof GrantOptions)[];
  grant(options: GrantOptions, secret: string | undefined): Readonly<Record<string, unknown>>;
}

/** Members that are undefined do not reach the wire: JSON leaves them out. */
const KINDS: Readonly<Record<string, Kind>> = {
  refresh_token: {
    secret: 'refresh token',
    options: [],
    needs: [],
    grant: (_, refresh_token) => ({ refresh_token }),
  },
  authorization_code: {
    secret: 'authorization code',
    options: ['redirectUri'],
    needs: [],
    grant: ({ redirectUri: redirect_uri }, code) => ({ code, redirect_uri }),
  },
  password: {
    secret: 'password',
    options: ['username', 'keepLogin'],
    needs: ['username'],
    grant: ({ username, keepLogin: keep_login }, password) => ({ username, password, keep_login }),
  },
  login: {
    options: ['as'],
    needs: [],
    grant: ({ as }) => ({ as }),
  },
};

const KIND_NAMES = Object.keys(KINDS);
export const [DEFAULT_KIND = ''] = KIND_NAMES;
export const GRANT_OPTIONS: readonly (keyof GrantOptions)[] = [
  'grant',
  ...Object.values(KINDS).flatMap(({ options }) => options),
];

/** @param otherwise what it means to leave `--grant` out */
export const addGrantOptions = (command: Command, otherwise: string): Command =>
  command
    .option('--grant <kind>', `one of: ${KIND_NAMES.join(', ')} (${otherwise})`)
    .option('--redirect-uri <uri>', 'with authorization_code: the one it was issued to')
    .option('--username <name>', 'with password: the name that logs in')
    .option('--keep-login', 'with password: keep it, sealed, to log in again by itself')
    .option('--as <login>', 'with login: which, where a cloud has several');

/** As an option is written: `redirectUri` is `--redirect-uri`. */
export const written = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Those of these options that are given, as they are written. */
export const givenOf = <O extends object>(options: O, names: readonly (keyof O & string)[]): string[] =>
  names.filter((name) => options[name] !== undefined).map(written);

/** Those of these options that are not given, each with what is wrong about it. */
export const missingOf = <O extends object>(options: O, names: readonly (keyof O & string)[]): string[] =>
  names.filter((name) => options[name] === undefined).map((name) => `${written(name)} is missing`);

/** A grant as its options describe it. */
export interface PlannedGrant {
  /** Options that are missing or do not belong to it. */
  readonly problems: readonly string[];
  /** The grant itself, with the secret that is asked for now. */
  complete(readSecret: (what: string) => Promise<Confidential>): Promise<Readonly<Record<string, unknown>>>;
}

/** @throws {WrongInputError} for a kind that there is not */
export const plannedGrant = (options: GrantOptions, name: string): PlannedGrant => {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kind) throw new WrongInputError(`--grant must be one of: ${KIND_NAMES.join(', ')}`);
  return {
    problems: [...missingOf(options, kind.needs), ...strays(options, kind)],
    async complete(readSecret) {
      const secret = kind.secret === undefined ? undefined : await readSecret(kind.secret);
      return { kind: name, ...kind.grant(options, secret?.reveal()) };
    },
  };
};

/** Options of the kinds that this one is not. */
const strays = (options: GrantOptions, kind: Kind): string[] =>
  Object.entries(KINDS).flatMap(([name, other]) =>
    other === kind
      ? []
      : givenOf(options, other.options).map((option) => `${option} belongs to --grant ${name}`),
  );
