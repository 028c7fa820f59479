import { affordsRefresh, paceOf } from '../core/budget.ts';
import { isAlive, type Principal } from '../core/principal.ts';
import { SUPERSEDED } from '../core/secret.ts';
import type { Tempo } from '../core/tempo.ts';
import { SECOND } from '../core/time.ts';
import type { Clock, Publication } from './ports.ts';

export const BUDGET_SPENT = 'version-budget-spent';
const UNAVAILABLE = 'publishing-unavailable';

export type Permit =
  | { readonly permit: 'granted' }
  /** `own`: this secret is at fault; else its neighbours fare alike. */
  | { readonly permit: 'refused'; readonly code: string; readonly own: boolean };

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
  readonly #until: number;
  readonly #tempo: Tempo;
  #provenAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #canary: Promise<unknown> | undefined;
  #nextWriteAt = 0;

  /**
   * @param rate writes a second that this run allows itself, of Secrets Manager's 50
   * @param until epoch ms; after it nothing is tried out any more, since what follows would not fit before the end
   */
  constructor(
    clock: Clock,
    { proofLasts, rate, until, tempo }: { proofLasts: number; rate: number; until: number; tempo: Tempo },
  ) {
    this.#clock = clock;
    this.#proofLasts = proofLasts;
    this.#interval = SECOND / rate;
    this.#until = until;
    this.#tempo = tempo;
  }

  /**
   * A permit comes with the turn to write, so that nothing has to be waited for once the cloud has killed the live token:
   * consumers hold a dead one only as long as keeping and publishing take.
   *
   * @param prove repeats this principal's last publication; `undefined` where there is none to repeat
   */
  async permit(principal: Principal, prove: (() => Promise<Publication>) | undefined): Promise<Permit> {
    const permit = await this.#decide(principal, prove);
    if (permit.permit === 'granted') await this.#turn();
    return permit;
  }

  async #decide(principal: Principal, prove: (() => Promise<Publication>) | undefined): Promise<Permit> {
    const now = this.#clock.now();
    const alive = isAlive(principal, now);
    if (!affordsRefresh(principal.publishBudget, paceOf(principal, this.#tempo), now, alive))
      return { permit: 'refused', code: BUDGET_SPENT, own: true };
    if (!alive) return { permit: 'granted' };
    // Nothing to repeat: the last reply held no usable token, so the cloud has killed the live one already.
    if (!prove) return this.#closed() ? refused(UNAVAILABLE) : { permit: 'granted' };

    const tried = failedBefore(principal) ? await this.#alone(prove) : await this.#oneAtATime(prove);
    // Consumers read a newer token than the row's: there is nothing of the row's to be killed.
    if (tried?.publication === 'failed' && tried.code === SUPERSEDED)
      return this.#closed() ? refused(UNAVAILABLE) : { permit: 'granted' };
    if (tried?.publication === 'failed' && tried.fault === 'own')
      return { permit: 'refused', code: tried.code, own: true };
    return this.#proven() ? { permit: 'granted' } : refused(UNAVAILABLE);
  }

  /** A publication that can wait for its turn, or for another run. */
  async republish(publish: () => Promise<Publication>): Promise<Publication> {
    const tried = await this.#oneAtATime(publish);
    if (tried) return tried;
    if (!this.#proven()) return { publication: 'failed', fault: 'service', code: UNAVAILABLE };
    await this.#turn();
    const publication = await publish();
    this.saw(publication);
    return publication;
  }

  /** Waits for a write's turn: paced evenly. */
  async #turn(): Promise<void> {
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

  #closed(): boolean {
    return this.#failures >= FAILURES_BEFORE_CLOSING || this.#clock.now() >= this.#until;
  }

  /**
   * Waits until writing is proven, or given up, by whoever is the canary; with nobody else at it, becomes the canary
   * and answers what came of its own try. A secret that fails by its own fault proves nothing either way: the next in
   * line is the canary then.
   */
  async #oneAtATime(attempt: () => Promise<Publication>): Promise<Publication | undefined> {
    while (!this.#proven() && !this.#closed()) {
      if (this.#canary) {
        await this.#canary;
        continue;
      }
      const trial = this.#tryOut(attempt);
      // Who waits only needs to know that it is over, however it ended.
      const over = trial.then(
        () => {},
        () => {},
      );
      this.#canary = over;
      try {
        return await trial;
      } finally {
        if (this.#canary === over) this.#canary = undefined;
      }
    }
    return undefined;
  }

  /** A secret that failed by itself the last time must prove itself, whatever its neighbours prove. */
  #alone(attempt: () => Promise<Publication>): Promise<Publication | undefined> {
    return this.#closed() ? Promise.resolve(undefined) : this.#tryOut(attempt);
  }

  async #tryOut(attempt: () => Promise<Publication>): Promise<Publication> {
    await this.#turn();
    const publication = await attempt();
    this.saw(publication);
    return publication;
  }
}

const refused = (code: string): Permit => ({ permit: 'refused', code, own: false });

const failedBefore = ({ lastError }: Principal): boolean => lastError?.code.startsWith('publish-') ?? false;
