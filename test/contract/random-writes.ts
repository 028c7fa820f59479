import fc from 'fast-check';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { Kept, Principals, Replacement, Written } from '../../lambdas/flow/ports.ts';

/** One write of a random sequence; what it means is worked out when its turn comes. */
export interface RandomWrite {
  readonly name: keyof typeof WRITES;
  /** Which of few rows, leases and apps. */
  readonly row: number;
  readonly lease: number;
  readonly app: number;
  /** Beside the generation that the row has then. */
  readonly generation: number;
  /** Time that passes before it (ms). */
  readonly after: number;
  /** One form of the write or the other: with a lease, times, labels or a note, or without. */
  readonly more: boolean;
  readonly presented: 'stays' | 'goes';
}

/** What a write is made of, when its turn has come. */
export interface Moment {
  readonly id: string;
  readonly me: string;
  readonly app: string;
  readonly generation: number;
  readonly now: number;
  readonly more: boolean;
  readonly presented: 'stays' | 'goes';
}

export type Answer = Written | { readonly write: 'gone' };
type Make = (principals: Principals, moment: Moment) => Promise<Answer>;

const LEASE = 45 * SECOND;

const leaseOf = ({ me, now }: Moment) => ({ id: me, until: now + LEASE });
const errorAt = (at: number) => ({ code: 'http-503', action: 'wait', at });
const grantOf = ({ me, generation }: Moment) => ({
  sealed: new Uint8Array([generation, me.length]),
  grantDigest: `digest-${generation}-${me}`,
});

const obtained = (moment: Moment): Kept => ({
  ...grantOf(moment),
  ...(moment.more
    ? {
        times: {
          issuedAt: moment.now,
          expiresAt: moment.now + 60 * MINUTE,
          ...(moment.presented === 'goes' ? { refreshTokenExpiresAt: moment.now + 600 * MINUTE } : {}),
        },
        scope: 'read',
      }
    : { subject: `user-of-${moment.me}` }),
});

const replacement = (moment: Moment): Replacement => ({
  provider: 'oauth2',
  app: moment.app,
  ...grantOf(moment),
  // It never restarts, but may leap.
  generation: moment.generation + 1,
  keptBy: `enrolment-${moment.me}`,
  secretName: `refresh-scheduler/tokens/oauth2/${moment.id}`,
  publishBudget: { left: 90, at: moment.now },
  ...(moment.more ? { lease: leaseOf(moment), subject: 'user', labels: { by: moment.me } } : {}),
});

/** Every write of the port, made of a moment. */
const WRITES = {
  create: (principals, moment) => principals.create(moment.id, replacement(moment), moment.now),
  claim: (principals, { id, me, app, now }) =>
    principals.claim(id, { app, provider: 'oauth2', leaseId: me, until: now + LEASE, now }),
  keep: (principals, moment) => principals.keep(moment.id, moment.generation, moment.me, obtained(moment)),
  settle: (principals, { id, me, generation, now, presented }) =>
    principals.settle(
      id,
      {
        leaseId: me,
        generation,
        publishedVersion: `version-${generation}`,
        publishBudget: { left: 50, at: now },
        refreshAt: now + 2 * MINUTE,
        presented,
      },
      now,
    ),
  defer: (principals, { id, me, generation, now, presented }) =>
    principals.defer(id, {
      leaseId: me,
      generation,
      refreshAt: now + MINUTE,
      failures: 1,
      lastError: errorAt(now),
      presented,
    }),
  halt: (principals, { id, me, generation, now, more, presented }) =>
    principals.halt(id, {
      leaseId: me,
      generation,
      haltReason: 'refused',
      failures: 2,
      lastError: errorAt(now),
      presented,
      ...(more ? { announced: { what: 'reauthorize', generation } } : {}),
    }),
  adopt: (principals, { id, now }) => principals.adopt(id, now),
  hold: (principals, moment) =>
    principals.hold(
      moment.id,
      {
        generation: moment.generation,
        lease: leaseOf(moment),
        labels: moment.more ? { held: moment.me } : undefined,
      },
      moment.now,
    ),
  announced: (principals, { id, generation, more }) =>
    principals.announced(id, generation, more ? { what: 'failing', generation } : undefined),
  markDue: (principals, { id, generation, now, more }) =>
    principals.markDue(id, more ? { rejected: generation } : 'forced', now),
  pause: (principals, { id }) => principals.pause(id),
  resume: (principals, { id, now }) => principals.resume(id, now),
  replace: (principals, moment) =>
    principals.replace(moment.id, moment.generation, replacement(moment), moment.now),
  restore: (principals, moment) =>
    principals.restore(
      moment.id,
      moment.generation,
      { generation: moment.generation, keptBy: moment.me, ...obtained(moment) },
      moment.now,
    ),
  remove: (principals, { id, me, generation, now, more }) =>
    principals.remove(id, generation, now, ...(more ? [me] : [])),
} satisfies Record<string, Make>;

export const WRITE_NAMES = Object.keys(WRITES) as (keyof typeof WRITES)[];

export const make = (name: RandomWrite['name'], principals: Principals, moment: Moment): Promise<Answer> =>
  (WRITES[name] as Make)(principals, moment);

/** Mostly what fits the row, and often a run's own order: claim, keep, settle. */
const name = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...WRITE_NAMES) },
  { weight: 1, arbitrary: fc.constantFrom('create', 'claim', 'claim', 'keep', 'settle', 'halt') },
) as fc.Arbitrary<RandomWrite['name']>;

/** A row, the lease of a run and an app are few, so that writes meet. */
export const randomWrites: fc.Arbitrary<RandomWrite[]> = fc.array(
  fc.record({
    name,
    row: fc.nat(1),
    lease: fc.constantFrom(0, 0, 1, 2),
    app: fc.constantFrom(0, 0, 0, 1),
    generation: fc.constantFrom(0, 0, 0, 0, -1, 1),
    after: fc.constantFrom(0, 0, 0, SECOND, LEASE, LEASE + SECOND, 3 * MINUTE),
    more: fc.boolean(),
    presented: fc.constantFrom('stays', 'goes'),
  }),
  { minLength: 20, maxLength: 60 },
);
