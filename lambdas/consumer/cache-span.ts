import { CONSUMER_CACHE_SECONDS } from '../contract.ts';
import type { Token } from './token.ts';

/** The scheduler's margin counts on it: it refreshes early enough for a cache that is at most this old. */
export const LONGEST_CACHE_MS = CONSUMER_CACHE_SECONDS * 1_000;
/** However badly things stand, a principal is read no more often than this; refusals of a token aside. */
const SHORTEST_MS = 1_000;
/** How far this machine's clock may be behind. */
const CLOCK_SKEW_MS = 5_000;
/** With Secrets Manager away, a living token is worth not asking again at once. */
const WITH_A_LIVING_TOKEN_MS = 10_000;
/** So that processes that started together do not read together for ever. */
const JITTER = 0.2;

const jittered = (ms: number, random: number): number => ms * (1 - JITTER * random);

/**
 * How long a token that was just read stands for what is published, in ms. Near its end a newer one is due any moment,
 * so it is looked for ever more often.
 * @param random in [0, 1)
 */
export const cacheSpan = (token: Token, now: number, longestMs: number, random: number): number => {
  const left = token.expiresAt - CLOCK_SKEW_MS - now;
  return Math.max(SHORTEST_MS, Math.min(jittered(longestMs, random), left / 2));
};

/** How long a failure to read stands, in ms. */
export const failureSpan = (hasLivingToken: boolean, random: number): number =>
  jittered(hasLivingToken ? WITH_A_LIVING_TOKEN_MS : SHORTEST_MS, random);
