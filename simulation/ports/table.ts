import type { Principal } from '../../lambdas/core/principal.ts';
import type { Reading } from '../../lambdas/flow/ports.ts';
import type { Row } from './row-writes.ts';

/** A row that breaks the contract, as the index shows it. */
export interface Poison {
  readonly app: string;
  readonly refreshAt: number;
  readonly problems: readonly string[];
}

export interface Landed {
  readonly write: string;
  readonly principalId: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

interface Indexed {
  readonly app: string;
  readonly refreshAt: number;
}

/** A row in its queue, as the index shows it. */
export interface Due {
  readonly principalId: string;
  readonly refreshAt: number;
}

/** The table of principals in memory, with an index that can lag behind it. Everything in here happens at once. */
export class Table {
  readonly #rows = new Map<string, Row>();
  readonly #poison = new Map<string, Poison>();
  readonly #index = new Map<string, Map<string, number>>();
  #waiting: { readonly from: number; readonly show: () => void }[] = [];
  /** How long the index takes to follow (ms). */
  lag: () => number = () => 0;
  now: () => number = () => 0;
  /** Hears of every write that changed something. */
  onLanded: (landed: Landed) => void = () => {};

  row(principalId: string): Row | undefined {
    return this.#rows.get(principalId);
  }

  read(principalId: string): Reading {
    const row = this.#rows.get(principalId);
    if (row) return { row: 'found', principal: row as Principal };
    const poison = this.#poison.get(principalId);
    return poison ? { row: 'malformed', problems: poison.problems } : { row: 'missing' };
  }

  put(write: string, principalId: string, after: Row | undefined): void {
    const before = this.#rows.get(principalId);
    if (after) this.#rows.set(principalId, after);
    else this.#rows.delete(principalId);
    this.#follow(principalId, indexed(before), indexed(after));
    this.onLanded({ write, principalId, before, after });
  }

  putPoison(principalId: string, poison: Poison): void {
    this.#poison.set(principalId, poison);
    this.#queue(poison.app).set(principalId, poison.refreshAt);
  }

  ids(): string[] {
    return [...this.#rows.keys(), ...this.#poison.keys()];
  }

  /** Due by `until` as far as the index knows, oldest first; from the place after `after` on. */
  due(app: string, until: number, after?: Due): Due[] {
    this.#catchUp();
    const due: Due[] = [];
    for (const [principalId, refreshAt] of this.#queue(app))
      if (refreshAt <= until) due.push({ principalId, refreshAt });
    due.sort(inOrder);
    return after ? due.filter((one) => inOrder(one, after) > 0) : due;
  }

  population(app: string): number {
    this.#catchUp();
    return this.#queue(app).size;
  }

  #queue(app: string): Map<string, number> {
    let queue = this.#index.get(app);
    if (!queue) {
      queue = new Map();
      this.#index.set(app, queue);
    }
    return queue;
  }

  #follow(principalId: string, before: Indexed | undefined, after: Indexed | undefined): void {
    if (before?.app === after?.app && before?.refreshAt === after?.refreshAt) return;
    const show = () => {
      if (before) this.#queue(before.app).delete(principalId);
      if (after) this.#queue(after.app).set(principalId, after.refreshAt);
    };
    const lag = this.lag();
    if (lag <= 0 && this.#waiting.length === 0) show();
    else this.#waiting.push({ from: this.now() + lag, show });
  }

  /** In the order of the writes: a later one never shows before an earlier one. */
  #catchUp(): void {
    const now = this.now();
    let shown = 0;
    while (shown < this.#waiting.length && (this.#waiting[shown]?.from ?? 0) <= now) {
      this.#waiting[shown]?.show();
      shown += 1;
    }
    if (shown > 0) this.#waiting = this.#waiting.slice(shown);
  }
}

const inOrder = (a: Due, b: Due): number =>
  a.refreshAt - b.refreshAt || (a.principalId < b.principalId ? -1 : Number(a.principalId > b.principalId));

const indexed = (row: Row | undefined): Indexed | undefined =>
  row?.dueQueue !== undefined && row.refreshAt !== undefined
    ? { app: row.dueQueue, refreshAt: row.refreshAt }
    : undefined;
