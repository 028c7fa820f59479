import type { Kept } from './keeping.ts';
import { type Held, isUseless, type Pair } from './pair.ts';

/** Live pairs of one principal and app. One login of an app may serve many; beyond that the oldest pair dies. */
const MOST_LIVE = 1_000;

/**
 * Former pairs of one principal and app, by whose refresh tokens reuse is recognised. An older one is forgotten, and
 * refused as one that never was: that it comes again is then not counted as reuse.
 */
const MOST_FORMER = 50;

/** The pairs that are kept: found by whatever names them, and never more than the limits above for each owner. */
export class HeldPairs {
  readonly #kept: Kept<Held>;
  readonly #byRefreshToken = new Map<string, Held>();
  readonly #byAccessToken = new Map<string, Held>();
  /** Oldest first. */
  readonly #byOwner = new Map<string, Set<Held>>();
  readonly #live = new Set<Held>();

  constructor(kept: Kept<Held>) {
    this.#kept = kept;
    const known = [...kept.entries.values()];
    for (const held of known.sort((a, b) => a.pair.serial - b.pair.serial)) this.#index(held);
  }

  get size(): number {
    return this.#kept.entries.size;
  }

  live(): readonly Held[] {
    return [...this.#live];
  }

  withSerial(serial: number): Held | undefined {
    return this.#kept.entries.get(String(serial));
  }

  withRefreshToken(token: string): Held | undefined {
    return this.#byRefreshToken.get(token);
  }

  withAccessToken(token: string): Held | undefined {
    return this.#byAccessToken.get(token);
  }

  /** Makes room first: what is of no use goes, then what is too much. */
  add(held: Held, now: number): void {
    const live: Held[] = [];
    const former: Held[] = [];
    for (const other of this.#lineOf(held.pair)) {
      if (isUseless(other, now)) this.#forget(other);
      else if (other.state === 'live') live.push(other);
      else former.push(other);
    }
    for (const other of live.slice(0, 1 - MOST_LIVE)) this.end(other, 'dead');
    for (const other of former.slice(0, -MOST_FORMER)) this.#forget(other);
    this.#index(held);
    this.keep(held);
  }

  end(held: Held, state: 'spent' | 'dead'): void {
    held.state = state;
    this.#live.delete(held);
    this.keep(held);
  }

  /** Call it when something of it has changed. */
  keep(held: Held): void {
    this.#kept.put(String(held.pair.serial), held);
  }

  #lineOf({ app, principal }: Pair): Set<Held> {
    const owner = JSON.stringify([app, principal]);
    const line = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, line);
    return line;
  }

  #index(held: Held): void {
    const { pair, state } = held;
    this.#lineOf(pair).add(held);
    this.#byAccessToken.set(pair.accessToken, held);
    if (pair.refreshToken !== undefined) this.#byRefreshToken.set(pair.refreshToken, held);
    if (state === 'live') this.#live.add(held);
  }

  #forget(held: Held): void {
    const { pair } = held;
    this.#lineOf(pair).delete(held);
    this.#byAccessToken.delete(pair.accessToken);
    if (pair.refreshToken !== undefined) this.#byRefreshToken.delete(pair.refreshToken);
    this.#live.delete(held);
    this.#kept.delete(String(pair.serial));
  }
}
