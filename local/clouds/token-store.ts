import type { Target } from './faults.ts';

/** An access token and the refresh token that came with it. Times in epoch milliseconds. */
export interface Pair {
  /** Tells pairs apart where their texts must not show. */
  readonly serial: number;
  /** All pairs that descend from one authorization. */
  readonly family: number;
  readonly app: string;
  readonly principal: string;
  /** The user or thing, where the cloud names it in its reply. */
  readonly subject: string | undefined;
  readonly accessToken: string;
  readonly accessExpiresAt: number;
  readonly refreshToken: string;
  readonly refreshExpiresAt: number;
}

/**
 * How a refresh token was presented:
 * - `reused`: while another request presented it, or although the pair that it yielded had been kept: one of that
 *   pair's tokens has been seen since;
 * - `retried-after-lost-answer`: again, and nobody ever showed what it yielded. The answer never got out whole, or the
 *   client died before it could keep it: a server cannot tell these apart, and presenting it again is right in both;
 * - `ordinary`: anything else, a dead token included.
 */
export type Use = 'ordinary' | 'reused' | 'retried-after-lost-answer';

/** One request's hold on a refresh token, from its arrival until its response is over. */
export interface Presentation {
  readonly pair: Pair;
  readonly use: Use;
}

interface Held {
  readonly pair: Pair;
  state: 'live' | 'spent' | 'dead';
  /** What a spent token yielded. */
  yielded: Held | undefined;
  /** One of the pair's tokens came back to us, so somebody has kept it. */
  seen: boolean;
  presentations: number;
}

export interface StoreSettings {
  readonly clock: () => number;
  readonly newAccessToken: () => string;
  readonly newRefreshToken: () => string;
  readonly accessLifetimeMs: number;
  readonly refreshLifetimeMs: number;
  /** Reuse of a spent token kills everything that descends from the same authorization (RFC 9700 section 4.14.2). */
  readonly revokeFamilyOnReuse: boolean;
}

/**
 * Every pair that a cloud ever issued. Spent ones are kept for as long as the process lives: forgetting one would be
 * forgetting that it must not come back.
 */
export class TokenStore {
  readonly #settings: StoreSettings;
  readonly #byRefreshToken = new Map<string, Held>();
  readonly #byAccessToken = new Map<string, Held>();
  readonly #live = new Set<Held>();
  #serial = 0;
  #family = 0;

  constructor(settings: StoreSettings) {
    this.#settings = settings;
  }

  /** Starts a family: somebody authorized, or an app logged in. */
  issue(owner: { app: string; principal: string; subject?: string | undefined }): Pair {
    this.#family += 1;
    return this.#add({ ...owner, subject: owner.subject, family: this.#family }).pair;
  }

  /** Notes that a request presents this token; `undefined` for one that never was. Every presentation must be settled. */
  present(refreshToken: string): Presentation | undefined {
    const held = this.#byRefreshToken.get(refreshToken);
    if (!held) return undefined;
    const presentation: Presentation = { pair: held.pair, use: useOf(held) };
    held.seen = true;
    held.presentations += 1;
    return presentation;
  }

  /** Spends the token for a new pair and kills the old one at once; `undefined` when it is spent, dead or too old. */
  refresh(presentation: Presentation): Pair | undefined {
    const held = this.#heldFor(presentation);
    if (held?.state === 'spent' && this.#settings.revokeFamilyOnReuse) this.#revokeFamily(held.pair.family);
    if (held?.state !== 'live' || held.pair.refreshExpiresAt <= this.#settings.clock()) return undefined;
    held.state = 'spent';
    this.#live.delete(held);
    held.yielded = this.#add(held.pair);
    return held.yielded.pair;
  }

  /** The response to the presentation is over, or the client has gone. */
  settle(presentation: Presentation): void {
    const held = this.#heldFor(presentation);
    if (held) held.presentations -= 1;
  }

  /** The pair whose access token this is, as long as it opens anything. */
  live(accessToken: string): Pair | undefined {
    const held = this.#byAccessToken.get(accessToken);
    if (held) held.seen = true;
    return held?.state === 'live' && this.#settings.clock() < held.pair.accessExpiresAt
      ? held.pair
      : undefined;
  }

  /** Kills what the target holds now. What is granted later lives. */
  revoke({ principal, app }: Target): void {
    this.#kill(
      (pair) =>
        (principal === undefined || pair.principal === principal) && (app === undefined || pair.app === app),
    );
  }

  #revokeFamily(family: number): void {
    this.#kill((pair) => pair.family === family);
  }

  #kill(meant: (pair: Pair) => boolean): void {
    for (const held of this.#live) {
      if (!meant(held.pair)) continue;
      held.state = 'dead';
      this.#live.delete(held);
    }
  }

  #heldFor(presentation: Presentation): Held | undefined {
    return this.#byRefreshToken.get(presentation.pair.refreshToken);
  }

  #add(owner: Pick<Pair, 'family' | 'app' | 'principal' | 'subject'>): Held {
    const { clock, newAccessToken, newRefreshToken, accessLifetimeMs, refreshLifetimeMs } = this.#settings;
    this.#serial += 1;
    const pair: Pair = {
      serial: this.#serial,
      family: owner.family,
      app: owner.app,
      principal: owner.principal,
      subject: owner.subject,
      accessToken: newAccessToken(),
      accessExpiresAt: clock() + accessLifetimeMs,
      refreshToken: newRefreshToken(),
      refreshExpiresAt: clock() + refreshLifetimeMs,
    };
    const held: Held = { pair, state: 'live', yielded: undefined, seen: false, presentations: 0 };
    this.#byRefreshToken.set(pair.refreshToken, held);
    this.#byAccessToken.set(pair.accessToken, held);
    this.#live.add(held);
    return held;
  }
}

const useOf = (held: Held): Use => {
  if (held.presentations > 0) return 'reused';
  if (held.state !== 'spent') return 'ordinary';
  return held.yielded?.seen ? 'reused' : 'retried-after-lost-answer';
};
