import type { Authority } from './authority.ts';
import { createRandom, type Random } from './random.ts';
import { TokenStore } from './token-store.ts';

export interface CloudOptions {
  /** Signs the server's certificate; its own certificate goes into every app secret as `ca`. */
  readonly authority: Authority;
  /** Epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
  /** How long access tokens live. @default the cloud's own: 7200 at DKN, else 3600 */
  readonly lifetimeSeconds?: number;
  /** Seed of the tokens' texts. @default another one at each start */
  readonly random?: number;
  /** Names and addresses in the server's certificate. @default ['127.0.0.1', 'localhost'] */
  readonly names?: readonly string[];
}

/** What a cloud's tokens look like and how long they live. */
export interface TokenHabits {
  readonly lifetimeSeconds: number;
  /** @default for ever */
  readonly refreshLifetimeSeconds?: number;
  readonly accessToken: (random: Random) => string;
  readonly refreshToken: (random: Random) => string;
  /** @default false */
  readonly revokeFamilyOnReuse?: boolean;
}

/** What a dialect stands on. */
export interface Foundation {
  readonly clock: () => number;
  readonly random: Random;
  readonly store: TokenStore;
  /** As replies tell it. */
  readonly lifetimeSeconds: number;
}

export const layFoundation = (options: CloudOptions, habits: TokenHabits): Foundation => {
  const clock = options.clock ?? Date.now;
  const random = createRandom(options.random);
  const lifetimeSeconds = options.lifetimeSeconds ?? habits.lifetimeSeconds;
  const store = new TokenStore({
    clock,
    newAccessToken: () => habits.accessToken(random),
    newRefreshToken: () => habits.refreshToken(random),
    accessLifetimeMs: lifetimeSeconds * 1_000,
    refreshLifetimeMs: (habits.refreshLifetimeSeconds ?? Number.POSITIVE_INFINITY) * 1_000,
    revokeFamilyOnReuse: habits.revokeFamilyOnReuse ?? false,
  });
  return { clock, random, store, lifetimeSeconds };
};
