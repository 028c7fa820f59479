import type { ActivePrincipal, Announced, Lease, Principal } from '../../lambdas/core/principal.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import type {
  Deferral,
  Halt,
  Kept,
  Presented,
  Replacement,
  Rescued,
  Settlement,
} from '../../lambdas/flow/ports.ts';

/**
 * The design's table of writes once more, plainly, as functions over a row: what it becomes, or `undefined` where the
 * condition fails. The contract suite keeps these equal to the expressions that DynamoDB is given.
 */
export type Row = Omit<ActivePrincipal, 'state' | 'refreshAt'> & {
  readonly state: Principal['state'];
  readonly refreshAt?: number;
  readonly haltReason?: string;
  readonly haltedGeneration?: number;
};

/** The table counts whole seconds. */
const down = (ms: number): number => Math.floor(ms / SECOND) * SECOND;
const up = (ms: number): number => Math.ceil(ms / SECOND) * SECOND;

const leaseIsNotLive = ({ lease }: Row, now: number): boolean => !lease || lease.until < down(now);
const leaseIsMine = ({ lease }: Row, me: string): boolean => lease?.id === me;

/** What is `undefined` is absent: deleting fields would cost more than all the rest of a run. */
type Change = { readonly [Field in keyof Row]?: Row[Field] | undefined };

const changed = (row: Row, change: Change): Row => ({ ...row, ...change }) as Row;

/** Sets what is given; what is not stays as it is. */
const given = (fields: Change): Change => {
  const present: Record<string, unknown> = {};
  for (const field in fields) {
    const value = fields[field as keyof Row];
    if (value !== undefined) present[field] = value;
  }
  return present as Change;
};

export interface ClaimBy {
  readonly app: string;
  readonly provider: string;
  readonly leaseId: string;
  readonly until: number;
  readonly now: number;
}

export const claim = (row: Row, by: ClaimBy): Row | undefined =>
  row.state === 'active' &&
  row.refreshAt !== undefined &&
  row.refreshAt <= down(by.now) &&
  leaseIsNotLive(row, by.now) &&
  row.app === by.app &&
  row.provider === by.provider
    ? changed(row, {
        lease: { id: by.leaseId, until: up(by.until) },
        presentedBefore: row.presented,
        presented: row.grantDigest,
        refreshAt: up(by.until),
      })
    : undefined;

export const keep = (row: Row, generation: number, keptBy: string, kept: Kept): Row | undefined =>
  row.generation === generation
    ? changed(row, {
        generation: generation + 1,
        keptBy,
        ...obtained(kept),
        presented: undefined,
        presentedBefore: undefined,
      })
    : undefined;

export const keepLate = (
  row: Row,
  generation: number,
  keptBy: string,
  kept: Kept,
  now: number,
): Row | undefined =>
  leaseIsNotLive(row, now) || leaseIsMine(row, keptBy) ? keep(row, generation, keptBy, kept) : undefined;

export const settle = (row: Row, by: Settlement, now: number): Row | undefined =>
  row.generation === by.generation && (leaseIsNotLive(row, now) || leaseIsMine(row, by.leaseId))
    ? changed(row, {
        publishedGeneration: by.generation,
        publishedVersion: by.publishedVersion,
        publishBudget: { left: by.publishBudget.left, at: down(by.publishBudget.at) },
        refreshAt: down(by.refreshAt),
        failures: 0,
        lease: undefined,
        lastError: undefined,
        ...closing(by.presented),
      })
    : undefined;

export const defer = (row: Row, by: Deferral): Row | undefined =>
  row.generation === by.generation && leaseIsMine(row, by.leaseId)
    ? changed(row, {
        refreshAt: down(by.refreshAt),
        failures: by.failures,
        lastError: { ...by.lastError, at: down(by.lastError.at) },
        lease: undefined,
        ...closing(by.presented),
      })
    : undefined;

export const halt = (row: Row, by: Halt): Row | undefined =>
  row.generation === by.generation && leaseIsMine(row, by.leaseId)
    ? changed(row, {
        state: 'halted',
        haltReason: by.haltReason,
        haltedGeneration: by.generation,
        failures: by.failures,
        lastError: { ...by.lastError, at: down(by.lastError.at) },
        ...given({ announced: by.announced }),
        lease: undefined,
        dueQueue: undefined,
        ...closing(by.presented),
      })
    : undefined;

export const adopt = (row: Row, now: number): Row | undefined =>
  (row.state === 'active' && row.dueQueue === undefined) ||
  (row.state === 'halted' && (row.haltedGeneration ?? 0) < row.generation)
    ? changed(row, {
        state: 'active',
        dueQueue: row.app,
        refreshAt: down(now),
        haltReason: undefined,
        haltedGeneration: undefined,
      })
    : undefined;

export const announced = (row: Row, generation: number, what: Announced | undefined): Row | undefined =>
  row.generation === generation ? changed(row, { announced: what }) : undefined;

export const markDue = (
  row: Row,
  why: { rejected: number } | 'forced',
  now: number,
  refreshAt: number,
): Row | undefined =>
  leaseIsNotLive(row, now) && (why === 'forced' || row.publishedGeneration === why.rejected)
    ? changed(row, { refreshAt: down(refreshAt) })
    : undefined;

export const pause = (row: Row): Row | undefined =>
  row.state === 'halted' ? undefined : changed(row, { state: 'paused', dueQueue: undefined });

export const resume = (row: Row, refreshAt: number): Row | undefined =>
  row.state === 'paused'
    ? changed(row, { state: 'active', dueQueue: row.app, refreshAt: up(refreshAt) })
    : undefined;

export interface HoldBy {
  readonly generation: number;
  readonly lease: Lease;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export const hold = (row: Row, by: HoldBy, now: number): Row | undefined =>
  row.state === 'halted' && row.generation === by.generation && leaseIsNotLive(row, now)
    ? changed(row, {
        lease: { id: by.lease.id, until: up(by.lease.until) },
        ...given({ labels: by.labels }),
      })
    : undefined;

export const create = (principalId: string, by: Replacement, now: number): Row =>
  changed({ principalId, publishedGeneration: 0 } as Row, inPlace(by, now));

export const replace = (row: Row, read: number, by: Replacement, now: number): Row | undefined =>
  row.generation === read && leaseIsNotLive(row, now)
    ? changed(row, {
        ...stale,
        refreshTokenExpiresAt: undefined,
        scope: undefined,
        subject: undefined,
        ...inPlace(by, now),
      })
    : undefined;

export const restore = (row: Row, generation: number, rescued: Rescued, now: number): Row | undefined =>
  row.generation === generation && leaseIsNotLive(row, now)
    ? changed(row, {
        ...stale,
        generation: generation + 1,
        keptBy: rescued.keptBy,
        state: 'active',
        dueQueue: row.app,
        refreshAt: down(now),
        failures: 0,
        ...obtained(rescued),
      })
    : undefined;

export const mayRemove = (row: Row, read: number, now: number, leaseId?: string): boolean =>
  row.generation === read &&
  (leaseIsNotLive(row, now) || (leaseId !== undefined && leaseIsMine(row, leaseId)));

const stale: Change = {
  presented: undefined,
  presentedBefore: undefined,
  lease: undefined,
  lastError: undefined,
  haltReason: undefined,
  haltedGeneration: undefined,
};

const inPlace = (by: Replacement, now: number): Change => ({
  provider: by.provider,
  app: by.app,
  sealed: by.sealed,
  grantDigest: by.grantDigest,
  generation: by.generation,
  keptBy: by.keptBy,
  secretName: by.secretName,
  publishBudget: { left: by.publishBudget.left, at: down(by.publishBudget.at) },
  failures: 0,
  state: 'active',
  dueQueue: by.app,
  // The index hides a row that is held, as it hides a claimed one.
  refreshAt: by.lease ? up(by.lease.until) : down(now),
  ...given({
    lease: by.lease && { id: by.lease.id, until: up(by.lease.until) },
    subject: by.subject,
    labels: by.labels,
  }),
});

/** What an answer yielded. A new pair also says when its refresh token ends, or that nobody knows. */
const obtained = ({ sealed, grantDigest, times, scope, subject }: Kept): Change => ({
  sealed,
  grantDigest,
  ...given({ scope, subject }),
  ...(times && {
    issuedAt: down(times.issuedAt),
    expiresAt: down(times.expiresAt),
    lastRefreshedAt: down(times.issuedAt),
    refreshTokenExpiresAt:
      times.refreshTokenExpiresAt === undefined ? undefined : down(times.refreshTokenExpiresAt),
  }),
});

const closing = (presented: Presented): Change =>
  presented === 'goes'
    ? { presented: undefined, presentedBefore: undefined }
    : { presentedBefore: undefined };
