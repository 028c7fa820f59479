import { type DataFolder, openDataFolder } from '../data-folder.ts';
import type { Authority } from './authority.ts';
import { createRandom, type Random } from './random.ts';
import { Keeping } from './state/keeping.ts';
import { drawLifetime, type Lifetime } from './state/lifetime.ts';
import { type Held, lastSerial } from './state/pair.ts';
import { TokenStore } from './state/token-store.ts';

export interface CloudOptions {
  /** Signs the server's certificate; its own certificate goes into every app secret as `ca`. */
  readonly authority: Authority;
  /** Epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
  /** How long access tokens live. @default the cloud's own: 7200 at DKN, else 3600 */
  readonly lifetimeSeconds?: Lifetime;
  /** Seed of the tokens' texts and of lifetimes that are drawn. @default another one at each start */
  readonly random?: number;
  /** Names and addresses in the server's certificate. @default ['127.0.0.1', 'localhost'] */
  readonly names?: readonly string[];
  /** @default the last run's, from the data folder, if it is free; else any free one */
  readonly port?: number;
  /**
   * Where apps, accounts, tokens, codes and the port outlive the process, written before a reply tells of them. Counts,
   * history and faults begin anew with each start. @default in memory only
   */
  readonly data?: DataFolder;
}

/** What a cloud's tokens look like and how long they live. */
export interface TokenHabits {
  readonly provider: string;
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
  readonly keeping: Keeping;
  readonly lifetime: Lifetime;
}

export const layFoundation = async (options: CloudOptions, habits: TokenHabits): Promise<Foundation> => {
  const keeping = new Keeping(options.data ?? (await openDataFolder()), habits.provider);
  const kept = await keeping.open<Held>('tokens');
  const clock = options.clock ?? Date.now;
  // A later run with the same seed must not make up the same tokens again.
  const seed = options.random === undefined ? undefined : options.random + lastSerial(kept.entries.values());
  const random = createRandom(seed);
  const lifetime = options.lifetimeSeconds ?? habits.lifetimeSeconds;
  const { refreshLifetimeSeconds } = habits;
  const settings = {
    clock,
    newAccessToken: () => habits.accessToken(random),
    newRefreshToken: () => habits.refreshToken(random),
    newLifetimeSeconds: () => drawLifetime(lifetime, random),
    refreshLifetimeMs: refreshLifetimeSeconds === undefined ? undefined : refreshLifetimeSeconds * 1_000,
    revokeFamilyOnReuse: habits.revokeFamilyOnReuse ?? false,
  };
  return { clock, random, keeping, lifetime, store: new TokenStore(settings, kept) };
};
