import { isOverdue } from '../../core/overdue.ts';
import type { Principal } from '../../core/principal.ts';
import { SECOND } from '../../core/time.ts';
import type { OperatorPorts } from './ports.ts';

export interface Wanted {
  readonly provider?: string;
  readonly app?: string;
  readonly state?: Principal['state'];
  /** Active, and passed by for two ticks since its time. */
  readonly overdue?: true;
  /** How many at most. */
  readonly limit: number;
  /** The id after which the last answer ended. */
  readonly after?: string;
}

export interface Listed {
  readonly principals: readonly Principal[];
  /** Rows that break the contract, whatever was asked for: nobody can tell what they are. */
  readonly malformed: readonly string[];
  /** There may be more after this id, also where nothing was found so far. */
  readonly next?: string;
}

/** One call reads so far into the table; the next goes on from there. */
const MOST_PAGES = 40;
const LONGEST = 20 * SECOND;
const WHOLE_TABLE = { index: 0, of: 1 };

/** Reads the table until there is enough, it ends, or so much was read that the caller should hear something. */
export async function list(
  wanted: Wanted,
  { principals, clock }: Pick<OperatorPorts, 'principals' | 'clock'>,
): Promise<Listed> {
  const now = clock.now();
  const found: Principal[] = [];
  const malformed: string[] = [];
  const isEnough = () => found.length + malformed.length >= wanted.limit;
  let after = wanted.after;
  for (let page = 0; page < MOST_PAGES && clock.now() - now < LONGEST; page += 1) {
    const { rows, next } = await principals.scan(WHOLE_TABLE, after, pageSize(wanted));
    for (const row of rows) {
      if (isEnough()) return listed(found, malformed, after);
      if (row.row === 'malformed') malformed.push(row.principalId);
      else if (row.row === 'found' && isWanted(row.principal, wanted, now)) found.push(row.principal);
      after = row.principalId;
    }
    if (next === undefined) return listed(found, malformed);
    after = next;
    if (isEnough()) break;
  }
  return listed(found, malformed, after);
}

const listed = (principals: readonly Principal[], malformed: readonly string[], next?: string): Listed => ({
  principals,
  malformed,
  ...(next !== undefined && { next }),
});

const isWanted = (principal: Principal, { provider, app, state, overdue }: Wanted, now: number): boolean =>
  (provider === undefined || principal.provider === provider) &&
  (app === undefined || principal.app === app) &&
  (state === undefined || principal.state === state) &&
  (!overdue || isOverdue(principal, now));

/** Where everything is wanted, no more is read than is told; else as much as one call gives. */
const pageSize = ({ provider, app, state, overdue, limit }: Wanted): number | undefined =>
  [provider, app, state, overdue].every((one) => one === undefined) ? limit : undefined;
