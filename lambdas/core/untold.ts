import { confidential } from './confidential.ts';
import type { Principal } from './principal.ts';
import type { Protocol } from './protocols/protocol.ts';
import { DAY, MINUTE, SECOND } from './time.ts';

/** Halted, and nobody was told: a halted row is in no queue, so nothing else would ever tell it. */
export const haltIsUntold = (row: Principal): boolean =>
  row.state === 'halted' && row.haltedGeneration >= row.generation && row.announced?.what !== 'reauthorize';

/** Longer than whoever settled it takes to tell it. */
const TIME_TO_TELL = 2 * MINUTE;

/**
 * It works again, and only a crash can be why nobody was told. Its next refresh would tell it too, which can be a year
 * away. What must be configured is over by other rules than a success, which ticks know.
 */
export const recoveryIsUntold = ({ announced, ...row }: Principal, now: number): boolean =>
  announced !== undefined &&
  announced.what !== 'configuration' &&
  row.state === 'active' &&
  row.failures === 0 &&
  row.lastError === undefined &&
  row.generation > announced.generation &&
  row.publishedGeneration === row.generation &&
  (row.lastRefreshedAt ?? now) <= now - TIME_TO_TELL;

const WARN_BEFORE = 7 * DAY;
/** A session that lives less is prolonged by every refresh or no matter of days; nobody could be warned in time. */
const SHORTEST_LIFE = DAY;
/** Ends are worked out from when we asked: seconds apart they are the same. */
const SAME_END = 30 * SECOND;

/**
 * What to do about the end of a row's refresh token. Most ends move with every refresh, and only two generations show
 * that one does not: the first is noted, the second is told to its owner, once. `over`: it was told, and has moved.
 */
export const stepTowardsEnd = (row: Principal, now: number): 'note' | 'tell' | 'over' | undefined => {
  const { refreshTokenExpiresAt: end, endNoted: noted } = row;
  const isNoted = noted !== undefined && end !== undefined && Math.abs(end - noted.at) <= SAME_END;
  if (noted?.told) return isNoted ? undefined : 'over';
  if (end === undefined || !isNearing(row, end, now)) return undefined;
  if (isNoted) return row.generation > noted.generation ? 'tell' : undefined;
  // It moved, so it moves: looked at again once the noted end has passed, which keeps the writes few.
  return noted !== undefined && noted.at > now ? undefined : 'note';
};

const isNearing = ({ state, issuedAt = 0 }: Principal, end: number, now: number): boolean =>
  state === 'active' && end > now && end - now < WARN_BEFORE && end - issuedAt >= SHORTEST_LIFE;

/** Where the protocol logs in by itself once a refresh token is refused, its end is nobody's business. */
export const endNeedsOwner = (protocol: Protocol): boolean =>
  protocol.fallback({ kind: 'refresh_token', refreshToken: confidential('') }) === undefined;
