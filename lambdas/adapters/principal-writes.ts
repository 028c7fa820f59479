import type { UpdateItemInput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Announced, EndNoted, LastError, Lease, Principal, PublishBudget } from '../core/principal.ts';
import type { Deferral, Halt, Kept, Presented, Replacement, Rescued, Settlement } from '../flow/ports.ts';
import { NOTHING_OPEN, toSeconds, toSecondsUp } from './rows.ts';
import { ROW_IS_SOUND, SOUND_VALUES } from './sound-row.ts';

/**
 * Every write on a row as a value: its condition, named, and what it does. This file is the design's table of writes.
 * The unusual clauses each answer to a counterexample of a model that was checked; do not simplify one away.
 */
export type Write = Pick<UpdateItemInput, 'ConditionExpression' | 'UpdateExpression'> & {
  readonly values: Readonly<Record<string, unknown>>;
};

const NO_LEASE = 'attribute_not_exists(#lease)';
const LEASE_IS_MINE = '#lease.#id = :me';
const LEASE_HAS_ENDED = '#lease.#until < :now';
const LEASE_IS_NOT_LIVE = `(${NO_LEASE} OR ${LEASE_HAS_ENDED})`;
const GENERATION_STANDS = '#generation = :generation';
const ROW_EXISTS = 'attribute_exists(#principalId)';
/** Put together once: it is long, and every refresh begins with it. */
const CLAIMABLE = `#state = :active AND #refreshAt BETWEEN :zero AND :now AND ${LEASE_IS_NOT_LIVE} AND #app = :app AND #provider = :provider AND ${ROW_IS_SOUND}`;

/** The index hides a claimed row until the lease ends, as a queue hides a message. */
export const claim = (by: {
  app: string;
  provider: string;
  leaseId: string;
  until: number;
  now: number;
}): Write => ({
  ConditionExpression: CLAIMABLE,
  UpdateExpression:
    'SET #lease = :lease, #presentedBefore = if_not_exists(#presented, :none), #presented = #grantDigest, #refreshAt = :until',
  values: {
    active: 'active',
    now: toSeconds(by.now),
    app: by.app,
    provider: by.provider,
    lease: { id: by.leaseId, until: toSecondsUp(by.until) },
    until: toSecondsUp(by.until),
    none: NOTHING_OPEN,
    ...SOUND_VALUES,
  },
});

/** Ignores state, lease and clock: what was obtained is kept, unless something newer stands there already. */
export const keep = (generation: number, keptBy: string, kept: Kept): Write => {
  const { set, remove, values } = obtained(kept);
  return {
    ConditionExpression: GENERATION_STANDS,
    UpdateExpression: expression(
      ['#generation = :next', '#keptBy = :keptBy', ...set],
      ['#presented', '#presentedBefore', ...remove],
    ),
    values: { generation, next: generation + 1, keptBy, ...values },
  };
};

/**
 * In a later run than the one that asked. Whoever holds the row by then has read the old grant and presents it: kept under
 * their hands, it would be used twice.
 */
export const keepLate = (generation: number, keptBy: string, kept: Kept, now: number): Write => {
  const write = keep(generation, keptBy, kept);
  return {
    ...write,
    ConditionExpression: `${GENERATION_STANDS} AND (${NO_LEASE} OR #lease.#id = :keptBy OR ${LEASE_HAS_ENDED})`,
    values: { ...write.values, now: toSeconds(now) },
  };
};

/** Never sets `dueQueue`: an operator's pause in the middle stands. */
export const settle = (settlement: Settlement, now: number): Write => ({
  ConditionExpression: `${GENERATION_STANDS} AND (${NO_LEASE} OR ${LEASE_IS_MINE} OR ${LEASE_HAS_ENDED})`,
  UpdateExpression: expression(
    [
      '#publishedGeneration = :generation',
      '#publishedVersion = :version',
      '#publishBudget = :budget',
      '#refreshAt = :refreshAt',
      '#failures = :zero',
    ],
    ['#lease', '#lastError', ...closing(settlement.presented)],
  ),
  values: {
    generation: settlement.generation,
    me: settlement.leaseId,
    now: toSeconds(now),
    version: settlement.publishedVersion,
    budget: storedBudget(settlement.publishBudget),
    refreshAt: toSeconds(settlement.refreshAt),
    zero: 0,
  },
});

export const defer = (deferral: Deferral): Write => ({
  ConditionExpression: `${GENERATION_STANDS} AND ${LEASE_IS_MINE}`,
  UpdateExpression: expression(
    ['#refreshAt = :refreshAt', '#failures = :failures', '#lastError = :lastError'],
    ['#lease', ...closing(deferral.presented)],
  ),
  values: {
    generation: deferral.generation,
    me: deferral.leaseId,
    refreshAt: toSeconds(deferral.refreshAt),
    failures: deferral.failures,
    lastError: storedError(deferral.lastError),
  },
});

/** Carries the note that it was told, so that nobody is halted in silence by a crash between the two. */
export const halt = (by: Halt): Write => {
  const { set, values } = given({ announced: by.announced });
  return {
    ConditionExpression: `${GENERATION_STANDS} AND ${LEASE_IS_MINE}`,
    UpdateExpression: expression(
      [
        '#state = :halted',
        '#haltReason = :haltReason',
        '#haltedGeneration = :generation',
        '#failures = :failures',
        '#lastError = :lastError',
        ...set,
      ],
      ['#lease', '#dueQueue', ...closing(by.presented)],
    ),
    values: {
      generation: by.generation,
      me: by.leaseId,
      halted: 'halted',
      haltReason: by.haltReason,
      failures: by.failures,
      lastError: storedError(by.lastError),
      ...values,
    },
  };
};

/** Brings back into its queue a row that a pause and a resume, or a halt and a late keep, left outside it. */
export const adopt = (now: number): Write => ({
  ConditionExpression:
    '(#state = :active AND attribute_not_exists(#dueQueue)) OR (#state = :halted AND #haltedGeneration < #generation)',
  UpdateExpression: expression(
    ['#state = :active', '#dueQueue = #app', '#refreshAt = :now'],
    ['#haltReason', '#haltedGeneration'],
  ),
  values: { active: 'active', halted: 'halted', now: toSeconds(now) },
});

/** Nobody else takes a halted row while its owner's new consent is exchanged. */
export const hold = (
  by: {
    readonly generation: number;
    readonly lease: Lease;
    readonly labels?: Readonly<Record<string, string>> | undefined;
  },
  now: number,
): Write => {
  const lease = { id: by.lease.id, until: toSecondsUp(by.lease.until) };
  const { set, values } = given({ lease, labels: by.labels });
  return {
    ConditionExpression: `#state = :halted AND ${GENERATION_STANDS} AND ${LEASE_IS_NOT_LIVE}`,
    UpdateExpression: expression(set, []),
    values: { halted: 'halted', generation: by.generation, now: toSeconds(now), ...values },
  };
};

/** Puts right the queue of a row that is as the census read it: an active row stands in its app's, any other in none. */
export const requeue = ({ state, dueQueue }: Pick<Principal, 'state' | 'dueQueue'>): Write => ({
  ConditionExpression: '#state = :state AND #dueQueue = :dueQueue',
  UpdateExpression: state === 'active' ? 'SET #dueQueue = #app' : 'REMOVE #dueQueue',
  values: { state, dueQueue },
});

/** The secret does not show what the row says was published: the next tick publishes it again, without asking. */
export const unpublish = (
  read: { readonly generation: number; readonly publishedVersion: string },
  now: number,
): Write => ({
  ConditionExpression: `#state = :active AND ${GENERATION_STANDS} AND #publishedGeneration = :generation AND #publishedVersion = :version AND ${LEASE_IS_NOT_LIVE}`,
  UpdateExpression: 'SET #publishedGeneration = :zero, #refreshAt = :now',
  values: {
    active: 'active',
    generation: read.generation,
    version: read.publishedVersion,
    zero: 0,
    now: toSeconds(now),
  },
});

/** @param note absent: the matter is over */
export const noteEnd = (generation: number, note: EndNoted | undefined): Write => ({
  ConditionExpression: GENERATION_STANDS,
  UpdateExpression: note === undefined ? 'REMOVE #endNoted' : 'SET #endNoted = :note',
  values: { generation, ...(note === undefined ? {} : { note: { ...note, at: toSeconds(note.at) } }) },
});

export const announced = (generation: number, what: Announced | undefined): Write => ({
  ConditionExpression: GENERATION_STANDS,
  UpdateExpression: what === undefined ? 'REMOVE #announced' : 'SET #announced = :announced',
  values: { generation, ...(what === undefined ? {} : { announced: what }) },
});

/** @param refreshAt when to look: now or later (epoch ms) */
export const markDue = (why: { rejected: number } | 'forced', now: number, refreshAt: number): Write => ({
  ConditionExpression: `${ROW_EXISTS} AND ${LEASE_IS_NOT_LIVE}${why === 'forced' ? '' : ' AND #publishedGeneration = :rejected'}`,
  UpdateExpression: 'SET #refreshAt = :refreshAt',
  values: {
    now: toSeconds(now),
    refreshAt: toSeconds(refreshAt),
    ...(why === 'forced' ? {} : { rejected: why.rejected }),
  },
});

export const pause = (): Write => ({
  ConditionExpression: '#state = :active OR #state = :paused',
  UpdateExpression: expression(['#state = :paused'], ['#dueQueue']),
  values: { active: 'active', paused: 'paused' },
});

/** @param refreshAt now, or the end of a lease that is still held (epoch ms) */
export const resume = (refreshAt: number): Write => ({
  ConditionExpression: '#state = :paused',
  UpdateExpression: 'SET #state = :active, #dueQueue = #app, #refreshAt = :refreshAt',
  values: { active: 'active', paused: 'paused', refreshAt: toSecondsUp(refreshAt) },
});

/** Never applied again after a failed condition: what stands there then is newer than what was read. */
export const replace = (read: number, by: Replacement, now: number): Write => {
  const { set, values } = given(givenToReplacement(by));
  const gone = [...stale, ...ofTheOldGrant].filter((name) => !set.some((one) => one.startsWith(`${name} =`)));
  return {
    ConditionExpression: `#generation = :read AND ${LEASE_IS_NOT_LIVE}`,
    UpdateExpression: expression([...fresh, ...set], gone),
    values: { read, now: toSeconds(now), ...replacementValues(by, now), ...values },
  };
};

export const create = (by: Replacement, now: number): Write => {
  const { set, values } = given(givenToReplacement(by));
  return {
    ConditionExpression: 'attribute_not_exists(#principalId)',
    UpdateExpression: expression([...fresh, '#publishedGeneration = :zero', ...set], []),
    values: { ...replacementValues(by, now), ...values },
  };
};

/** Puts a rescued grant where it belongs: on the very row that it was obtained for, as its keep would have. */
export const restore = (generation: number, rescued: Rescued, now: number): Write => {
  const { set, remove, values } = obtained(rescued);
  return {
    ConditionExpression: `${GENERATION_STANDS} AND ${LEASE_IS_NOT_LIVE}`,
    UpdateExpression: expression(
      [
        '#generation = :next',
        '#keptBy = :keptBy',
        '#state = :active',
        '#dueQueue = #app',
        '#refreshAt = :now',
        '#failures = :zero',
        ...set,
      ],
      [...stale, ...remove],
    ),
    values: {
      generation,
      next: generation + 1,
      keptBy: rescued.keptBy,
      active: 'active',
      now: toSeconds(now),
      zero: 0,
      ...values,
    },
  };
};

export const remove = (read: number, now: number, leaseId?: string): Write => ({
  ConditionExpression: `#generation = :read AND (${NO_LEASE} OR ${LEASE_HAS_ENDED}${leaseId === undefined ? '' : ` OR ${LEASE_IS_MINE}`})`,
  values: { read, now: toSeconds(now), ...(leaseId === undefined ? {} : { me: leaseId }) },
});

const fresh = [
  '#provider = :provider',
  '#app = :app',
  '#sealed = :sealed',
  '#grantDigest = :grantDigest',
  '#generation = :generation',
  '#keptBy = :keptBy',
  '#secretName = :secretName',
  '#publishBudget = :budget',
  '#failures = :zero',
  '#state = :active',
  '#dueQueue = :app',
  '#refreshAt = :refreshAt',
];
const stale = ['#presented', '#presentedBefore', '#lease', '#lastError', '#haltReason', '#haltedGeneration'];

/** `expiresAt` stays: the old token is served until then. */
const ofTheOldGrant = ['#refreshTokenExpiresAt', '#scope', '#subject'];

const replacementValues = (by: Replacement, now: number) => ({
  provider: by.provider,
  app: by.app,
  sealed: by.sealed,
  grantDigest: by.grantDigest,
  generation: by.generation,
  keptBy: by.keptBy,
  secretName: by.secretName,
  budget: storedBudget(by.publishBudget),
  zero: 0,
  active: 'active',
  // The index hides a row that is held, as it hides a claimed one.
  refreshAt: by.lease ? toSecondsUp(by.lease.until) : toSeconds(now),
});

const givenToReplacement = ({ labels, subject, lease }: Replacement) => ({
  labels,
  subject,
  lease: lease && { id: lease.id, until: toSecondsUp(lease.until) },
});

/** What an answer yielded. A new pair also says when its refresh token ends, or that nobody knows. */
const obtained = ({ sealed, grantDigest, times, scope, subject }: Kept) => {
  const stored = times && {
    issuedAt: toSeconds(times.issuedAt),
    expiresAt: toSeconds(times.expiresAt),
    lastRefreshedAt: toSeconds(times.issuedAt),
    refreshTokenExpiresAt: seconds(times.refreshTokenExpiresAt),
  };
  return {
    ...given({ sealed, grantDigest, scope, subject, ...stored }),
    remove: times && times.refreshTokenExpiresAt === undefined ? ['#refreshTokenExpiresAt'] : [],
  };
};

const closing = (presented: Presented): string[] =>
  presented === 'goes' ? ['#presented', '#presentedBefore'] : ['#presentedBefore'];

const storedError = ({ code, action, at }: LastError) => ({ code, action, at: toSeconds(at) });
const storedBudget = ({ left, at }: PublishBudget) => ({ left, at: toSeconds(at) });
const seconds = (ms: number | undefined) => (ms === undefined ? undefined : toSeconds(ms));

const expression = (set: readonly string[], remove: readonly string[]): string =>
  `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`;

/** Sets what is given; what is not stays as it is. */
const given = (fields: Record<string, unknown>) => {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    set: present.map(([field]) => `#${field} = :${field}`),
    values: Object.fromEntries(present),
  };
};

/** The parameters of one write, with the names and values that its expressions mention. */
export const toInput = (TableName: string, principalId: string, { values, ...expressions }: Write) => {
  return {
    TableName,
    Key: marshall({ principalId }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    ...expressions,
    ExpressionAttributeNames: namesIn(Object.values(expressions).join(' ')),
    ExpressionAttributeValues: marshall(
      Object.fromEntries(Object.entries(values).map(([key, value]) => [`:${key}`, value])),
    ),
  };
};

/** By text: all of them are made of this file's constants, a few dozen, and the claim's mentions names a hundred times. */
const mentioned = new Map<string, Record<string, string>>();

const namesIn = (text: string): Record<string, string> => {
  const names =
    mentioned.get(text) ??
    Object.fromEntries((text.match(/#\w+/g) ?? []).map((name) => [name, name.slice(1)]));
  mentioned.set(text, names);
  return names;
};
