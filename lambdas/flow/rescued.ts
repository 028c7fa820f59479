import type { Rescue } from '../core/rescue.ts';
import type { Ports } from './ports.ts';

/**
 * What this process could not keep, for as long as it lives. Its next run, a minute later, tries again before anything
 * else: the row's lease has not ended by then, so nobody has presented the spent grant meanwhile. The generation is the
 * fence, as for any keep.
 */
export class PendingKeeps {
  #pending: readonly Rescue[] = [];

  add(pending: Rescue): void {
    this.#pending = [...this.#pending, pending];
  }

  /** @returns those that are kept now; what was restored or replaced meanwhile is forgotten */
  async keepNow({ principals, clock }: Pick<Ports, 'principals' | 'clock'>): Promise<readonly Rescue[]> {
    const done: Rescue[] = [];
    while (this.#pending[0]) {
      const [pending, ...rest] = this.#pending;
      const { principalId, generation, keptBy } = pending;
      try {
        const written = await principals.keep(principalId, generation, keptBy, pending);
        if (written.write === 'done') {
          if (written.principal.state === 'halted') await principals.adopt(principalId, clock.now());
          done.push(pending);
        }
        this.#pending = rest;
      } catch {
        // The table is away: one call's time limit is enough to find that out, and nothing is forgotten.
        break;
      }
    }
    return done;
  }
}
