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
    const still: Rescue[] = [];
    for (const pending of this.#pending) {
      const { principalId, generation, keptBy } = pending;
      try {
        const written = await principals.keep(principalId, generation, keptBy, pending);
        if (written.write !== 'done') continue;
        done.push(pending);
        if (written.principal.state === 'halted') await principals.adopt(principalId, clock.now());
      } catch {
        still.push(pending);
      }
    }
    this.#pending = still;
    return done;
  }
}
