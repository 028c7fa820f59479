import type { Tempo } from './tempo.ts';
import { DAY, wholeSecondsUp } from './time.ts';

/** Real time whatever the tempo: what is longer is an error of the cloud's, or means "for ever". */
export const LONGEST_LIFETIME = 365 * DAY;

/** How long before its end a token of this lifetime (ms) is refreshed. */
export const margin = (lifetime: number, tempo: Tempo): number => {
  if (lifetime < tempo.shortLifetime) return lifetime / 2;
  const wanted = Math.min(Math.max(lifetime * tempo.marginShare, tempo.leastMargin), tempo.mostMargin);
  return Math.min(wanted, lifetime - tempo.leastGap);
};

export interface Life {
  /** When we asked: a token's life is counted from there, not from when the answer arrived. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly refreshTokenExpiresAt?: number;
}

/**
 * When to look again after a success, in epoch ms. The gap is whole seconds, rounded up: a row keeps no fractions, and
 * one that were cut off there would make the gap shorter than a secret's versions allow.
 *
 * @param fraction drawn once, 0 to 1: spreads principals that were enrolled together
 */
export const lookAgain = (life: Life, fraction: number, tempo: Tempo): number => {
  const lifetime = Math.min(Math.max(firstEnd(life) - life.issuedAt, 0), LONGEST_LIFETIME);
  const leastGap = lifetime < tempo.shortLifetime ? 0 : tempo.leastGap;
  const gap = lifetime - margin(lifetime, tempo) - fraction * tempo.jitterShare * lifetime;
  return life.issuedAt + wholeSecondsUp(Math.max(gap, leastGap));
};

/**
 * The shortest gap that steady refreshing of this lifetime (ms) may come to without using up a secret's versions; whole
 * seconds.
 */
export const steadyGap = (lifetime: number, tempo: Tempo): number =>
  Math.max(wholeSecondsUp(tempo.leastGap), lookAgain({ issuedAt: 0, expiresAt: lifetime }, 1, tempo));

/** An end of the refresh token that lay behind us when it worked binds nothing. */
const firstEnd = ({ issuedAt, expiresAt, refreshTokenExpiresAt }: Life): number =>
  refreshTokenExpiresAt !== undefined && refreshTokenExpiresAt > issuedAt
    ? Math.min(expiresAt, refreshTokenExpiresAt)
    : expiresAt;

/** A row that failed, when (epoch ms), and what was drawn for it, 0 to 1. */
export interface Failure {
  /** In a row, this one included. */
  readonly failures: number;
  /** Of its token, if it has one. */
  readonly expiresAt?: number | undefined;
  readonly now: number;
  readonly fraction: number;
}

/**
 * When to look again after the nth failure in a row: from the shortest to the longest wait, doubling, with jitter; never
 * past the end of a token that still lives, so that its last chance is not slept away.
 */
export const backOff = ({ failures, expiresAt, now, fraction }: Failure, tempo: Tempo): number => {
  const { shortestBackOff, longestBackOff, lastChance } = tempo;
  const ceiling = Math.min(longestBackOff, shortestBackOff * 2 ** Math.min(Math.max(failures - 1, 0), 10));
  const at = now + Math.max(shortestBackOff, ceiling * (0.75 + 0.25 * fraction));
  if (expiresAt === undefined || expiresAt <= now) return at;
  return Math.min(at, Math.max(now, expiresAt - lastChance));
};
