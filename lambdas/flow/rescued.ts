import type { Kept, Ports } from './ports.ts';

/** A grant that was obtained and could not be kept. */
export interface PendingKeep {
  readonly principalId: string;
  readonly provider: string;
  readonly app: string;
  readonly generation: number;
  readonly keptBy: string;
  readonly kept: Kept;
}

/**
 * What this process could not keep, for as long as it lives. Its next run, a minute later, tries again before anything
 * else: the row's lease has not ended by then, so nobody has presented the spent grant meanwhile. The generation is the
 * fence, as for any keep.
 */
export class PendingKeeps {
  #pending: readonly PendingKeep[] = [];

  add(pending: PendingKeep): void {
    this.#pending = [...this.#pending, pending];
  }

  /** @returns those that are kept now; what was restored or replaced meanwhile is forgotten */
  async keepNow({ principals, clock }: Pick<Ports, 'principals' | 'clock'>): Promise<readonly PendingKeep[]> {
    const done: PendingKeep[] = [];
    const still: PendingKeep[] = [];
    for (const pending of this.#pending) {
      const { principalId, generation, keptBy, kept } = pending;
      try {
        const written = await principals.keep(principalId, generation, keptBy, kept);
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
