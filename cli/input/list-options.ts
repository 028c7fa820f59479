import { providers } from '../../lambdas/core/protocols/index.ts';
import { WrongInputError } from './wrong-input.ts';

const STATES = ['active', 'paused', 'halted'];
const DEFAULT_LIMIT = 50;

/** What `list` takes. */
export interface ListOptions {
  readonly provider?: string;
  readonly app?: string;
  readonly state?: string;
  readonly overdue?: true;
  readonly limit?: string;
  readonly all?: true;
}

export interface Wanted {
  /** As the function is asked. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** How many at most; may be infinite. */
  readonly most: number;
}

/** A slip in a filter would show as an empty list, so each is looked at here. @throws {WrongInputError} */
export const wantedFrom = ({ provider, app, state, overdue, limit, all }: ListOptions): Wanted => {
  const most = all ? Number.POSITIVE_INFINITY : Number(limit ?? DEFAULT_LIMIT);
  const problems = [
    ...(all && limit !== undefined ? ['--limit cannot be used together with --all'] : []),
    ...(limit !== undefined && !/^[1-9]\d{0,8}$/.test(limit) ? ['--limit takes a whole number from 1'] : []),
    ...oneOf('--provider', provider, providers),
    ...oneOf('--state', state, STATES),
  ];
  if (problems.length > 0) throw new WrongInputError(...problems);
  return { filter: { provider, app, state, overdue }, most };
};

const oneOf = (option: string, given: string | undefined, names: readonly string[]): readonly string[] =>
  given === undefined || names.includes(given) ? [] : [`${option} must be one of: ${names.join(', ')}`];

export const LIST_HELP = {
  provider: `of one cloud: ${providers.join(', ')}`,
  state: `in one state: ${STATES.join(', ')}`,
  limit: `how many at most (default: ${DEFAULT_LIMIT})`,
};
