import { DAY, MINUTE, SECOND } from './time.ts';

/** A tick (60 s), a run (50 s) and a consumer's cache (300 s) must fit between a refresh and the expiry. */
const LEAST_MARGIN = 410 * SECOND;
const MOST_MARGIN = DAY;
/** Secrets Manager keeps 100 versions for a day: one write per 14.4 min sustained. */
const LEAST_GAP = 900 * SECOND;
const SHORT_LIFETIME = 1_200 * SECOND;
export const LONGEST_LIFETIME = 365 * DAY;
const JITTER_SHARE = 0.05;

/** How long before its end a token of this lifetime (ms) is refreshed. */
export const margin = (lifetime: number): number => {
  if (lifetime < SHORT_LIFETIME) return lifetime / 2;
  const wanted = Math.min(Math.max(lifetime / 4, LEAST_MARGIN), MOST_MARGIN);
  return Math.min(wanted, lifetime - LEAST_GAP);
};

export interface Life {
  /** When we asked: a token's life is counted from there, not from when the answer arrived. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly refreshTokenExpiresAt?: number;
}

/**
 * When to look again after a success, in epoch ms.
 *
 * @param fraction drawn once, 0 to 1: spreads principals that were enrolled together
 */
export const lookAgain = (life: Life, fraction: number): number => {
  const lifetime = Math.min(Math.max(firstEnd(life) - life.issuedAt, 0), LONGEST_LIFETIME);
  const leastGap = lifetime < SHORT_LIFETIME ? 0 : LEAST_GAP;
  const gap = lifetime - margin(lifetime) - fraction * JITTER_SHARE * lifetime;
  return life.issuedAt + Math.max(gap, leastGap);
};

/** The shortest gap that steady refreshing of this lifetime (ms) may come to without using up a secret's versions. */
export const steadyGap = (lifetime: number): number =>
  Math.max(LEAST_GAP, lookAgain({ issuedAt: 0, expiresAt: lifetime }, 1));

/** An end of the refresh token that lay behind us when it worked binds nothing. */
const firstEnd = ({ issuedAt, expiresAt, refreshTokenExpiresAt }: Life): number =>
  refreshTokenExpiresAt !== undefined && refreshTokenExpiresAt > issuedAt
    ? Math.min(expiresAt, refreshTokenExpiresAt)
    : expiresAt;

const SHORTEST_BACKOFF = MINUTE;
const LONGEST_BACKOFF = 15 * MINUTE;

/**
 * When to look again after the nth failure in a row: 1 to 15 minutes, doubling, with jitter; never past the end of
 * a token that still lives, so that its last chance is not slept away.
 */
export const backOff = (
  { failures, expiresAt }: { failures: number; expiresAt?: number | undefined },
  now: number,
  fraction: number,
): number => {
  const ceiling = Math.min(LONGEST_BACKOFF, SHORTEST_BACKOFF * 2 ** Math.min(Math.max(failures - 1, 0), 10));
  const at = now + Math.max(SHORTEST_BACKOFF, ceiling * (0.75 + 0.25 * fraction));
  if (expiresAt === undefined || expiresAt <= now) return at;
  return Math.min(at, Math.max(now, expiresAt - MINUTE));
};
