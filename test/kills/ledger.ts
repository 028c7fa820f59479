import type { HistoryEntry } from '../../local/clouds/books.ts';
import type { RunningCloud } from '../../local/clouds/cloud.ts';
import type { CloudName } from '../../local/fleet.ts';
import type { Clouds } from '../../local/world.ts';

/** A request that a cloud noted since the books were read last. */
export type Entry = HistoryEntry & { readonly cloud: CloudName };

interface Account {
  granted: number;
  /** The row's generation while nothing had been granted. */
  base: number;
}

/**
 * A cloud that answers slowly has worked before the first byte: for its books that is a grant. One that hangs, as it is
 * used here, has not.
 */
const GRANTS: ReadonlySet<HistoryEntry['verdict']> = new Set(['granted', 'slow']);

/** What the clouds say that they granted, principal by principal, against the generations that rows have kept. */
export class Ledger {
  readonly #clouds: Clouds;
  readonly #accounts = new Map<string, Account>();
  readonly #callsRead = new Map<string, number>();
  readonly #granted = new Map<string, number>();

  constructor(clouds: Clouds) {
    this.#clouds = clouds;
  }

  /** A new account: a grant was enrolled, or a login has made good for what was lost. */
  open(principalId: string, generation: number): void {
    this.#accounts.set(principalId, { granted: 0, base: generation });
  }

  /** Pairs granted whose keeping no generation shows. */
  lost(principalId: string, generation: number): number {
    const { granted, base } = this.#account(principalId);
    return granted - (generation - base);
  }

  /** Whether the row holds more than what was enrolled. */
  hasKept(principalId: string, generation: number): boolean {
    return generation > this.#account(principalId).base;
  }

  /** Takes over what is new in the clouds' books; must be called before a thousand requests have gone to one cloud. */
  read(): Entry[] {
    const news = (Object.entries(this.#clouds) as [CloudName, RunningCloud][]).flatMap(([cloud, books]) => {
      const fresh = books.counts.calls - (this.#callsRead.get(cloud) ?? 0);
      this.#callsRead.set(cloud, books.counts.calls);
      return books.history.slice(books.history.length - fresh).map((entry) => ({ ...entry, cloud }));
    });
    for (const { cloud, principal, verdict } of news) {
      if (!GRANTS.has(verdict)) continue;
      this.#account(principal).granted += 1;
      this.#granted.set(cloud, (this.#granted.get(cloud) ?? 0) + 1);
    }
    return news;
  }

  /** Clouds whose own counts differ from what their history gave. */
  discrepancies(): string[] {
    return (Object.entries(this.#clouds) as [CloudName, RunningCloud][])
      .filter(([name, { counts }]) => counts.refreshed + counts.logins !== (this.#granted.get(name) ?? 0))
      .map(([name]) => `${name}: its counts and its history disagree on what was granted`);
  }

  #account(principalId = '(nobody)'): Account {
    const account = this.#accounts.get(principalId);
    if (!account) throw new Error(`a cloud granted something to ${principalId}, who is not enrolled`);
    return account;
  }
}
