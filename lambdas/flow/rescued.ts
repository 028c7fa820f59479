import type { Rescue } from '../core/rescue.ts';
import type { Ports, Reading } from './ports.ts';

/**
 * What this process could not keep, for as long as it lives. Its next run, a minute later, tries again before anything
 * else: as a rule the row's lease has not ended by then, so nobody has presented the spent grant meanwhile. Where
 * somebody holds the row, it waits for their end.
 */
export class PendingKeeps {
  #pending: readonly Rescue[] = [];

  add(pending: Rescue): void {
    this.#pending = [...this.#pending, pending];
  }

  /** @returns those that are kept now; what was restored or replaced meanwhile is forgotten */
  async keepNow({ principals, clock }: Pick<Ports, 'principals' | 'clock'>): Promise<readonly Rescue[]> {
    const done: Rescue[] = [];
    for (const pending of this.#pending) {
      const { principalId, generation, keptBy } = pending;
      try {
        const written = await principals.keepLate(principalId, generation, keptBy, pending, clock.now());
        // Somebody is at work on the row with the old grant: once that is over, this one may still be the newer.
        if (written.write === 'stale' && isUnchanged(written.now, pending)) continue;
        if (written.write === 'done') {
          if (written.principal.state === 'halted') await principals.adopt(principalId, clock.now());
          done.push(pending);
        }
        this.#pending = this.#pending.filter((one) => one !== pending);
      } catch {
        // The table is away: one call's time limit is enough to find that out, and nothing is forgotten.
        break;
      }
    }
    return done;
  }
}

const isUnchanged = (now: Reading, { generation }: Rescue): boolean =>
  now.row === 'found' && now.principal.generation === generation;
