import { affordedFrom, paceOf, refill } from './budget.ts';
import { isAlive, type Principal } from './principal.ts';
import type { Tempo } from './tempo.ts';
import { SECOND } from './time.ts';

/** Why a rejected token changes nothing. Constants: they are counted in the log. */
export type Left =
  /** The token was replaced since, or was never this principal's. */
  | 'another-generation'
  /** Paused or halted: somebody else decides what comes next. */
  | 'stopped'
  /** A run is at it now. */
  | 'in-flight'
  /** Its last refresh failed. Its own back-off stands, or whoever tells of rejections could hammer a cloud that is down. */
  | 'failing'
  /** The next look comes as soon anyway: others told of the same token before. */
  | 'expected-soon';

/** `at`, epoch ms: now, or as soon as may be. */
export type OnRejection =
  | { readonly do: 'look'; readonly at: number }
  | { readonly do: 'leave'; readonly why: Left };

interface Facts {
  readonly principal: Principal;
  /** Generations that consumers say are refused. */
  readonly rejected: ReadonlySet<number>;
  readonly now: number;
}

type Rule = (facts: Facts) => Left | undefined;

const wasReplaced: Rule = ({ principal, rejected }) =>
  rejected.has(principal.publishedGeneration) ? undefined : 'another-generation';

const isStopped: Rule = ({ principal }) => (principal.state === 'active' ? undefined : 'stopped');

/** The end of a lease counts as held, and the table counts whole seconds. */
const isInFlight: Rule = ({ principal: { lease }, now }) =>
  lease !== undefined && lease.until > now - SECOND ? 'in-flight' : undefined;

const isFailing: Rule = ({ principal }) => (principal.lastError === undefined ? undefined : 'failing');

const CHAIN: readonly Rule[] = [wasReplaced, isStopped, isInFlight, isFailing];

/**
 * What a consumer's word that a token is refused comes to. It may be false, or told a thousand times, so it only brings
 * the next look forward, and no further than the secret's versions allow. It is never forgotten for coming too soon: the
 * look comes as soon as it may.
 */
export const onRejection = (facts: Facts, tempo: Tempo): OnRejection => {
  for (const rule of CHAIN) {
    const why = rule(facts);
    if (why) return { do: 'leave', why };
  }
  const { principal, now } = facts;
  const at = soonest(principal, now, tempo);
  const { refreshAt = at } = principal;
  return refreshAt > at ? { do: 'look', at } : { do: 'leave', why: 'expected-soon' };
};

/**
 * So many of a secret's versions go to rejections a tick apart: a cloud may well revoke twice. A consumer that rejects
 * every token gets the next ones a quarter of an hour apart, then as slowly as versions come back. What steady
 * refreshing needs is never touched.
 */
const IN_QUICK_SUCCESSION = 5;

const soonest = (principal: Principal, now: number, tempo: Tempo): number => {
  const { publishBudget, lastRefreshedAt = 0 } = principal;
  const pace = paceOf(principal, tempo);
  const isQuick = refill(publishBudget, pace, now).left > pace.atOnce - IN_QUICK_SUCCESSION;
  const gap = isQuick ? tempo.shortestBackOff : tempo.leastGap;
  // A token past its end may use what is kept in reserve: nothing is left to be saved.
  const afforded = isAlive(principal, now) ? affordedFrom(publishBudget, pace, now) : now;
  return Math.max(now, lastRefreshedAt + gap, afforded);
};
