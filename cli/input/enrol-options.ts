import type { Confidential } from '../../lambdas/core/confidential.ts';
import type { Entry } from './entries.ts';
import {
  DEFAULT_KIND,
  GRANT_OPTIONS,
  type GrantOptions,
  givenOf,
  missingOf,
  plannedGrant,
} from './grant-options.ts';
import { WrongInputError } from './wrong-input.ts';

/** What `enrol` takes instead of a file. */
export interface PrincipalOptions extends GrantOptions {
  readonly id?: string;
  readonly provider?: string;
  readonly app?: string;
  readonly subject?: string;
  readonly label?: readonly string[];
}

const NEEDED = ['id', 'provider', 'app'] as const;
const ALL = [...NEEDED, 'subject', 'label', ...GRANT_OPTIONS] as const;

/** Those that are given, as they are written. */
export const givenOptions = (options: PrincipalOptions): readonly string[] => givenOf(options, ALL);

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
  const planned = plannedGrant(options, options.grant ?? DEFAULT_KIND);
  const problems = [...missingOf(options, NEEDED), ...planned.problems];
  if (problems.length > 0) throw new WrongInputError(...problems);
  const labels = labelsOf(options.label ?? []);

  const { id: principal_id, provider, app, subject } = options;
  const grant = await planned.complete(readSecret);
  return { place: '--id', fields: { principal_id, provider, app, grant, subject, labels } };
};

/** @throws {WrongInputError} */
export const labelsOf = (labels: readonly string[]): Readonly<Record<string, string>> | undefined => {
  const pairs = labels.map((label) => {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(label) ?? [];
    if (key === undefined || value === undefined)
      throw new WrongInputError('--label must be NAME=VALUE, such as --label site=north');
    return [key, value] as const;
  });
  return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
};
