import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../../lambdas/adapters/rows.ts';
import type {
  ActivePrincipal,
  HaltedPrincipal,
  PausedPrincipal,
  Principal,
} from '../../lambdas/core/principal.ts';
import { HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';

/** The moment at which tests happen: a whole second. */
export const NOW = Date.UTC(2026, 10, 1, 12);

export const LEASE_END = NOW + 80 * SECOND;

/** Leases: of the run at hand, of another run, and of one that ended a second ago. */
export const mine = { id: 'mine', until: LEASE_END };
export const theirs = { id: 'theirs', until: LEASE_END };
export const ended = { id: 'theirs', until: NOW - SECOND };

const facts = {
  principalId: 'thing-1',
  provider: 'oauth2',
  app: 'app-1',
  sealed: new Uint8Array([1, 2, 3]),
  grantDigest: 'digest-1',
  generation: 7,
  keptBy: 'lease-of-old',
  publishedGeneration: 7,
  publishedVersion: 'version-7',
  publishBudget: { left: 80, at: NOW - HOUR },
  failures: 0,
  issuedAt: NOW - HOUR,
  expiresAt: NOW + 10 * MINUTE,
  lastRefreshedAt: NOW - HOUR,
  secretName: 'refresh-scheduler/tokens/oauth2/thing-1',
} as const;

/** Refreshed an hour ago, in its app's queue, due for a minute. */
export const active = (change: Partial<ActivePrincipal> = {}): ActivePrincipal => ({
  ...facts,
  state: 'active',
  dueQueue: change.app ?? facts.app,
  refreshAt: NOW - MINUTE,
  ...change,
});

/** As no write leaves it: *adopt* mends it. */
export const outsideItsQueue = (change: Partial<ActivePrincipal> = {}): ActivePrincipal => {
  const { dueQueue: _, ...row } = active(change);
  return row;
};

export const paused = (change: Partial<PausedPrincipal> = {}): PausedPrincipal => ({
  ...facts,
  state: 'paused',
  refreshAt: NOW - MINUTE,
  ...change,
});

export const halted = (change: Partial<HaltedPrincipal> = {}): HaltedPrincipal => ({
  ...facts,
  state: 'halted',
  refreshAt: NOW - MINUTE,
  haltReason: 'refused',
  haltedGeneration: facts.generation,
  ...change,
});

const TIMES = ['issuedAt', 'expiresAt', 'refreshTokenExpiresAt', 'lastRefreshedAt', 'refreshAt'] as const;

/** Epoch seconds, as items count. */
export const seconds = (ms: number): number => ms / SECOND;

/** The row as the table must hold it: every time in epoch seconds. */
export const storedRow = (principal: Principal): Item => {
  const { publishBudget: budget, lease, lastError: error } = principal;
  return marshall({
    ...principal,
    ...Object.fromEntries(
      TIMES.filter((name) => name in principal).map((name) => [name, seconds(Number(principal[name]))]),
    ),
    publishBudget: { ...budget, at: seconds(budget.at) },
    ...(lease && { lease: { ...lease, until: seconds(lease.until) } }),
    ...(error && { lastError: { ...error, at: seconds(error.at) } }),
  });
};
