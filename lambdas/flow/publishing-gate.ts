import { affordsRefresh } from '../core/budget.ts';
import { isAlive, type Principal } from '../core/principal.ts';
import { SECOND } from '../core/time.ts';
import type { Clock, Publication } from './ports.ts';

export type Permit =
  | { readonly permit: 'granted' }
  | { readonly permit: 'refused'; readonly why: 'publishing-unavailable' | 'publish-budget-spent' };

const FAILURES_BEFORE_CLOSING = 3;

/**
 * Lets a refresh be asked for only when its token can also be published: a refresh kills the live token, so a vault
 * that takes no writes must be noticed *before* the first request, not after three.
 *
 * A write that succeeded a moment ago is the proof. Without one, a single principal repeats the Put of what it has
 * already published (same bytes, same ClientRequestToken: nothing changes) and the others wait for how that goes.
 * After three failures in a run nothing more is proven: only tokens that are dead anyway are refreshed.
 */
export class PublishingGate {
  readonly #clock: Clock;
  readonly #proofLasts: number;
  readonly #interval: number;
  #provenAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #canary: Promise<void> | undefined;
  #nextWriteAt = 0;

  /** @param rate writes a second that this run allows itself, of Secrets Manager's 50 */
  constructor(clock: Clock, { proofLasts, rate }: { proofLasts: number; rate: number }) {
    this.#clock = clock;
    this.#proofLasts = proofLasts;
    this.#interval = SECOND / rate;
  }

  /** @param prove repeats this principal's last publication; `undefined` where there is none to repeat */
  async permit(principal: Principal, prove: (() => Promise<Publication>) | undefined): Promise<Permit> {
    const alive = isAlive(principal, this.#clock.now());
    if (!affordsRefresh(principal.publishBudget, this.#clock.now(), alive))
      return { permit: 'refused', why: 'publish-budget-spent' };
    if (!alive) return { permit: 'granted' };

    for (let tried = false; !this.#proven(); ) {
      if (this.#failures >= FAILURES_BEFORE_CLOSING || tried)
        return { permit: 'refused', why: 'publishing-unavailable' };
      if (this.#canary) {
        await this.#canary;
        continue;
      }
      // Nothing to repeat: the last reply held no usable token, so the cloud has killed the live one already.
      if (!prove) break;
      tried = true;
      this.#canary = this.#tryOut(prove);
      await this.#canary;
    }
    return { permit: 'granted' };
  }

  /** Waits for this write's turn: paced at sending, evenly. */
  async turn(): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#nextWriteAt);
    this.#nextWriteAt = at + this.#interval;
    if (at > now) await this.#clock.sleep(at - now);
  }

  saw(publication: Publication): void {
    if (publication.publication === 'done') {
      this.#provenAt = this.#clock.now();
      this.#failures = 0;
    } else if (publication.fault === 'service') {
      this.#provenAt = Number.NEGATIVE_INFINITY;
      this.#failures += 1;
    }
  }

  #proven(): boolean {
    return this.#clock.now() - this.#provenAt < this.#proofLasts;
  }

  async #tryOut(prove: () => Promise<Publication>): Promise<void> {
    try {
      await this.turn();
      // A secret that fails by its own fault proves nothing either way: the next principal is the canary then.
      this.saw(await prove());
    } finally {
      this.#canary = undefined;
    }
  }
}
