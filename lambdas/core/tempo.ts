import { LEAST_MARGIN_SECONDS, TICK_EVERY_SECONDS } from '../contract.ts';
import { DAY, MINUTE, SECOND } from './time.ts';

/**
 * The spans of time (ms) that planning rests on, and two shares of a lifetime. One value, so that a fleet can be watched
 * in faster motion, and a simulation can vary one span and leave the rest.
 *
 * Not here, because no tempo changes them: how long a request, a keep or a lease may take, how long a cloud tells us to
 * wait, and the longest lifetime that is believed.
 */
export interface Tempo {
  /** Between a refresh and the expiry must fit: the wait for a tick (60 s), a run (50 s), a consumer's cache (300 s). */
  readonly leastMargin: number;
  /** Time enough for a person to mend what is wrong; more would only refresh long lifetimes more often. */
  readonly mostMargin: number;
  /** Of the lifetime: the margin, between least and most. */
  readonly marginShare: number;
  /**
   * No steady refreshing comes more often. Of a secret's 100 versions a day this uses 96; 100 would be one in 864 s. The
   * other four can be saved up, for a rejected token or a republication.
   */
  readonly leastGap: number;
  /**
   * A lifetime under this has no room for a gap of 900 s and a margin that is worth the name (300 s): it is refreshed at
   * half of itself, which a secret's versions cannot sustain.
   */
  readonly shortLifetime: number;
  /** Of the lifetime: drawn once, and the refresh comes up to this much sooner. Spreads what was enrolled together. */
  readonly jitterShare: number;

  /** From one run to the next. */
  readonly tick: number;
  /** Less than a tick: a row that failed early in one run is due at the next, not a moment after it. */
  readonly shortestBackOff: number;
  /** A cloud that is back waits for no row longer than this. */
  readonly longestBackOff: number;
  /** So long before the end of a living token a row that failed looks once more: one tick. */
  readonly lastChance: number;
  /** Less than a tick, as the shortest back-off: one probe a tick while an app is paused or its cloud is down. */
  readonly betweenProbes: number;
  /** A cloud that comes back within this time is nobody's business. */
  readonly outageBeforeTelling: number;

  /**
   * Secrets Manager purges no version of a secret that is younger.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
   */
  readonly versionsKeptFor: number;
}

const TICK = TICK_EVERY_SECONDS * SECOND;

export const AS_DEPLOYED: Tempo = {
  leastMargin: LEAST_MARGIN_SECONDS * SECOND,
  mostMargin: DAY,
  marginShare: 1 / 4,
  leastGap: 15 * MINUTE,
  shortLifetime: 20 * MINUTE,
  jitterShare: 1 / 20,
  tick: TICK,
  shortestBackOff: 45 * SECOND,
  longestBackOff: 15 * MINUTE,
  lastChance: TICK,
  betweenProbes: 45 * SECOND,
  outageBeforeTelling: 15 * MINUTE,
  versionsKeptFor: DAY,
};

/** Every span this many times as short; a share stays a share. */
export const faster = (times: number): Tempo => ({
  leastMargin: AS_DEPLOYED.leastMargin / times,
  mostMargin: AS_DEPLOYED.mostMargin / times,
  marginShare: AS_DEPLOYED.marginShare,
  leastGap: AS_DEPLOYED.leastGap / times,
  shortLifetime: AS_DEPLOYED.shortLifetime / times,
  jitterShare: AS_DEPLOYED.jitterShare,
  tick: AS_DEPLOYED.tick / times,
  shortestBackOff: AS_DEPLOYED.shortestBackOff / times,
  longestBackOff: AS_DEPLOYED.longestBackOff / times,
  lastChance: AS_DEPLOYED.lastChance / times,
  betweenProbes: AS_DEPLOYED.betweenProbes / times,
  outageBeforeTelling: AS_DEPLOYED.outageBeforeTelling / times,
  versionsKeptFor: AS_DEPLOYED.versionsKeptFor / times,
});
