import type { Confidential } from '../../lambdas/core/confidential.ts';
import type { Entry } from './entries.ts';
import { WrongInputError } from './wrong-input.ts';

/** What `enrol` takes instead of a file. */
export interface PrincipalOptions {
  readonly id?: string;
  readonly provider?: string;
  readonly app?: string;
  readonly grant?: string;
  readonly as?: string;
  readonly username?: string;
  readonly redirectUri?: string;
  readonly subject?: string;
  readonly label?: readonly string[];
  readonly keepLogin?: boolean;
}

interface Kind {
  /** What is asked for; absent where the app's own credentials are enough. */
  readonly secret?: string;
  /** Options that this kind alone understands. */
  readonly options: readonly (keyof PrincipalOptions)[];
  grant(options: PrincipalOptions, secret: string | undefined): Readonly<Record<string, unknown>>;
}

/** Members that are undefined do not reach the wire: JSON leaves them out. */
const KINDS: Readonly<Record<string, Kind>> = {
  refresh_token: {
    secret: 'refresh token',
    options: [],
    grant: (_, refresh_token) => ({ refresh_token }),
  },
  authorization_code: {
    secret: 'authorization code',
    options: ['redirectUri'],
    grant: ({ redirectUri: redirect_uri }, code) => ({ code, redirect_uri }),
  },
  password: {
    secret: 'password',
    options: ['username', 'keepLogin'],
    grant: ({ username, keepLogin: keep_login }, password) => ({ username, password, keep_login }),
  },
  login: {
    options: ['as'],
    grant: ({ as }) => ({ as }),
  },
};

export const GRANT_KINDS = Object.keys(KINDS);
const [DEFAULT_KIND = ''] = GRANT_KINDS;
const NEEDED = ['id', 'provider', 'app'] as const;
const ALL: readonly (keyof PrincipalOptions)[] = [
  ...NEEDED,
  'grant',
  'subject',
  'label',
  ...Object.values(KINDS).flatMap(({ options }) => options),
];

/** As the option is written: `redirectUri` is `--redirect-uri`. */
const written = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Those that are given, as they are written. */
export const givenOptions = (options: PrincipalOptions): readonly string[] =>
  ALL.filter((option) => options[option] !== undefined).map(written);

/**
 * One enrolment as a file would hold it. The secret is asked for last, when everything else is right.
 *
 * @throws {WrongInputError} naming each option that is missing or does not belong to the grant
 */
export const entryFromOptions = async (
  options: PrincipalOptions,
  readSecret: (what: string) => Promise<Confidential>,
): Promise<Entry> => {
  if (givenOptions(options).length === 0)
    throw new WrongInputError('give FILE, or --id, --provider and --app for one principal');
  const name = options.grant ?? DEFAULT_KIND;
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kind) throw new WrongInputError(`--grant must be one of: ${GRANT_KINDS.join(', ')}`);
  const problems = [...missing(options, kind), ...strays(options, kind)];
  if (problems.length > 0) throw new WrongInputError(...problems);
  const labels = labelsOf(options.label ?? []);

  const secret = kind.secret === undefined ? undefined : await readSecret(kind.secret);
  const { id: principal_id, provider, app, subject } = options;
  const grant = { kind: name, ...kind.grant(options, secret?.reveal()) };
  return { place: '--id', fields: { principal_id, provider, app, grant, subject, labels } };
};

const missing = (options: PrincipalOptions, kind: Kind): string[] =>
  [...NEEDED, ...(kind.options.includes('username') ? (['username'] as const) : [])]
    .filter((option) => options[option] === undefined)
    .map((option) => `${written(option)} is missing`);

const strays = (options: PrincipalOptions, kind: Kind): string[] =>
  Object.entries(KINDS).flatMap(([name, other]) =>
    other === kind
      ? []
      : other.options
          .filter((option) => options[option] !== undefined)
          .map((option) => `${written(option)} belongs to --grant ${name}`),
  );

const labelsOf = (labels: readonly string[]): Readonly<Record<string, string>> | undefined => {
  const pairs = labels.map((label) => {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(label) ?? [];
    if (key === undefined || value === undefined)
      throw new WrongInputError('--label must be NAME=VALUE, such as --label site=north');
    return [key, value] as const;
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
};
