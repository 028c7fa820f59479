import { type Cause, causesOfRow, joinCauses } from './cause.ts';
import { isOverdue } from './overdue.ts';
import type { Principal } from './principal.ts';
import type { Tempo } from './tempo.ts';

/** What a census has counted so far. A value: every function gives a new one. */
export interface Counts {
  readonly principals: Readonly<Record<Principal['state'], number>>;
  /** In their queue and not looked at for two ticks after their time. */
  readonly overdue: number;
  /** Should run and have no living token, though they had one. */
  readonly expired: number;
  /** The least time (ms) that a token of a principal which should run still lived when it was counted. */
  readonly leastToExpiry?: number;
  readonly malformed: number;
  readonly adopted: number;
  /** Rows and secrets that disagreed with the row's own facts. */
  readonly drift: number;
  /** Secrets of tokens that belong to no row. */
  readonly orphans: number;
  /** What principals were told to be in trouble for, and still are. */
  readonly causes: readonly Cause[];
}

export const NOTHING_COUNTED: Counts = {
  principals: { active: 0, paused: 0, halted: 0 },
  overdue: 0,
  expired: 0,
  malformed: 0,
  adopted: 0,
  drift: 0,
  orphans: 0,
  causes: [],
};

/**
 * One sound row, as it was found.
 *
 * @param reauthorize what its owner has to do at its provider
 */
export const countRow = (
  counts: Counts,
  row: Principal,
  { now, tempo, reauthorize }: { readonly now: number; readonly tempo: Tempo; readonly reauthorize: string },
): Counts => {
  const principals = { ...counts.principals, [row.state]: counts.principals[row.state] + 1 };
  const toExpiry = row.state === 'active' && row.expiresAt !== undefined ? row.expiresAt - now : undefined;
  return {
    ...counts,
    principals,
    overdue: counts.overdue + (isOverdue(row, now, tempo) ? 1 : 0),
    expired: counts.expired + (toExpiry !== undefined && toExpiry <= 0 ? 1 : 0),
    causes: joinCauses(counts.causes, causesOfRow(row, reauthorize)),
    ...withLeast(counts.leastToExpiry, toExpiry),
  };
};

export const countOne = (counts: Counts, what: 'malformed' | 'adopted' | 'drift' | 'orphans'): Counts => ({
  ...counts,
  [what]: counts[what] + 1,
});

/** Of two parts of the table. */
export const together = (a: Counts, b: Counts): Counts => ({
  principals: {
    active: a.principals.active + b.principals.active,
    paused: a.principals.paused + b.principals.paused,
    halted: a.principals.halted + b.principals.halted,
  },
  overdue: a.overdue + b.overdue,
  expired: a.expired + b.expired,
  ...withLeast(a.leastToExpiry, b.leastToExpiry),
  malformed: a.malformed + b.malformed,
  adopted: a.adopted + b.adopted,
  drift: a.drift + b.drift,
  orphans: a.orphans + b.orphans,
  causes: joinCauses(a.causes, b.causes),
});

const withLeast = (a: number | undefined, b: number | undefined): { leastToExpiry?: number } => {
  if (a === undefined && b === undefined) return {};
  return { leastToExpiry: Math.min(a ?? Number.POSITIVE_INFINITY, b ?? Number.POSITIVE_INFINITY) };
};
