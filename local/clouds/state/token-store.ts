import type { Target } from '../faults.ts';
import { HeldPairs } from './held-pairs.ts';
import type { Kept } from './keeping.ts';
import {
  type Held,
  isOver,
  lastSerial,
  opensAnything,
  type Pair,
  type Presentation,
  type Use,
} from './pair.ts';

export interface StoreSettings {
  readonly clock: () => number;
  readonly newAccessToken: () => string;
  readonly newRefreshToken: () => string;
  readonly newLifetimeSeconds: () => number;
  /** @default for ever */
  readonly refreshLifetimeMs?: number | undefined;
  /** Reuse of a spent token kills everything that descends from the same authorization (RFC 9700 section 4.14.2). */
  readonly revokeFamilyOnReuse: boolean;
}

export type Owner = Pick<Pair, 'app' | 'principal' | 'subject'>;

export interface PairWish {
  /** @default as the cloud draws it */
  readonly lifetimeSeconds?: number | undefined;
  /** With a refresh token. @default true */
  readonly refreshable?: boolean;
}

/** The tokens that a cloud issued and what became of them. */
export class TokenStore {
  readonly #settings: StoreSettings;
  readonly #pairs: HeldPairs;
  /** Requests under way, by the serial of the pair whose refresh token they present. */
  readonly #presentations = new Map<number, number>();
  #serial: number;

  constructor(settings: StoreSettings, kept: Kept<Held>) {
    this.#settings = settings;
    this.#pairs = new HeldPairs(kept);
    this.#serial = lastSerial(kept.entries.values());
  }

  /** Pairs kept. */
  get size(): number {
    return this.#pairs.size;
  }

  /** Starts a family: somebody authorized, or an app logged in. */
  issue(owner: Owner, wish: PairWish = {}): Pair {
    return this.#add(owner, wish);
  }

  /** Notes that a request presents this token; `undefined` for one that is not known. Every presentation must be settled. */
  present(refreshToken: string): Presentation | undefined {
    const held = this.#pairs.withRefreshToken(refreshToken);
    if (!held) return undefined;
    const { serial } = held.pair;
    const underWay = this.#presentations.get(serial) ?? 0;
    this.#presentations.set(serial, underWay + 1);
    this.#see(held);
    return { pair: held.pair, use: useOf(held, underWay) };
  }

  /** Spends the token for a new pair and kills the old one at once; `undefined` when it is spent, dead or too old. */
  refresh({ pair }: Presentation, wish: PairWish = {}): Pair | undefined {
    const held = this.#pairs.withSerial(pair.serial);
    if (held?.state === 'spent' && this.#settings.revokeFamilyOnReuse) this.revokeFamily(pair.family);
    if (held?.state !== 'live' || isOver(pair.refreshExpiresAt, this.#settings.clock())) return undefined;
    this.#pairs.end(held, 'spent');
    return this.#add(pair, wish, pair);
  }

  /** The response to the presentation is over, or the client has gone. */
  settle({ pair: { serial } }: Presentation): void {
    const underWay = (this.#presentations.get(serial) ?? 0) - 1;
    if (underWay > 0) this.#presentations.set(serial, underWay);
    else this.#presentations.delete(serial);
  }

  /** The pair whose access token this is, as long as it opens anything. */
  live(accessToken: string): Pair | undefined {
    const held = this.#pairs.withAccessToken(accessToken);
    if (!held) return undefined;
    this.#see(held);
    return opensAnything(held, this.#settings.clock()) ? held.pair : undefined;
  }

  /** Kills what the target holds now. What is granted later lives. */
  revoke(target: Target): void {
    this.#kill((pair) => isMeant(pair, target));
  }

  /** Ends the access tokens that the target holds now; its refresh tokens live on. */
  revokeAccess(target: Target): void {
    for (const held of this.#pairs.live())
      if (isMeant(held.pair, target)) {
        held.accessIsDead = true;
        this.#pairs.keep(held);
      }
  }

  /** Kills whatever came of one authorization. */
  revokeFamily(family: number): void {
    this.#kill((pair) => pair.family === family);
  }

  #kill(meant: (pair: Pair) => boolean): void {
    for (const held of this.#pairs.live()) if (meant(held.pair)) this.#pairs.end(held, 'dead');
  }

  /** A token of this pair came back, so whoever got it has kept it. */
  #see({ parent }: Held): void {
    const former = parent === undefined ? undefined : this.#pairs.withSerial(parent);
    if (!former || former.yieldSeen) return;
    former.yieldSeen = true;
    this.#pairs.keep(former);
  }

  #add(owner: Owner, wish: PairWish, parent?: Pair): Pair {
    const { clock, newAccessToken, newRefreshToken, newLifetimeSeconds, refreshLifetimeMs } = this.#settings;
    const { lifetimeSeconds = newLifetimeSeconds(), refreshable = true } = wish;
    const now = clock();
    this.#serial += 1;
    const pair: Pair = {
      serial: this.#serial,
      family: parent?.family ?? this.#serial,
      app: owner.app,
      principal: owner.principal,
      subject: owner.subject,
      accessToken: newAccessToken(),
      lifetimeSeconds,
      accessExpiresAt: now + lifetimeSeconds * 1_000,
      refreshToken: refreshable ? newRefreshToken() : undefined,
      refreshExpiresAt: refreshLifetimeMs === undefined ? undefined : now + refreshLifetimeMs,
    };
    this.#pairs.add({ pair, state: 'live', parent: parent?.serial, yieldSeen: false }, now);
    return pair;
  }
}

const isMeant = (pair: Pair, { principal, app }: Target): boolean =>
  (principal === undefined || pair.principal === principal) && (app === undefined || pair.app === app);

const useOf = ({ state, yieldSeen }: Held, underWay: number): Use => {
  if (underWay > 0) return 'reused';
  if (state !== 'spent') return 'ordinary';
  return yieldSeen ? 'reused' : 'retried-after-lost-answer';
};
