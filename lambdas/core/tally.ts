import type { Verdict } from './outcome.ts';

/** Principals that fared alike, badly or oddly: one line in the log, however many they are. */
export interface Group {
  readonly app: string;
  readonly code: string;
  /** Where a reply was judged. */
  readonly verdict?: Verdict;
  readonly count: number;
  /** The first few, to start looking at. */
  readonly ids: readonly string[];
}

export type Counted =
  | 'due'
  | 'claimLost'
  | 'malformed'
  | 'refreshed'
  | 'republished'
  | 'deferred'
  | 'refused'
  | 'misconfigured'
  | 'answerLost'
  | 'superseded'
  | 'rescued'
  | 'published'
  | 'publishFailed'
  | 'skipped';

/** One principal in trouble. */
export interface Troubled {
  readonly principalId: string;
  readonly app: string;
  readonly code: string;
}

const MOST_IDS = 5;
/** Enough that the worst come up again and again; what a run may cost in log lines is bounded. */
const MOST_TROUBLED = 100;

/** What one run did. Collects counts and groups of like failures; holds nothing that grows with the table. */
export class Tally {
  readonly #counts = new Map<string, Map<Counted, number>>();
  readonly #groups = new Map<string, Group & { count: number; ids: string[] }>();
  readonly #troubled: Troubled[] = [];

  count(what: Counted, provider: string, by = 1): void {
    const counts = this.#counts.get(provider) ?? new Map<Counted, number>();
    counts.set(what, (counts.get(what) ?? 0) + by);
    this.#counts.set(provider, counts);
  }

  note(app: string, code: string, principalId: string, verdict?: Verdict): void {
    const key = `${app}\n${code}\n${verdict}`;
    const group = this.#groups.get(key) ?? { app, code, ...(verdict ? { verdict } : {}), count: 0, ids: [] };
    group.count += 1;
    if (group.ids.length < MOST_IDS) group.ids.push(principalId);
    this.#groups.set(key, group);
    if (this.#troubled.length < MOST_TROUBLED) this.#troubled.push({ principalId, app, code });
  }

  of(what: Counted): number {
    let sum = 0;
    for (const counts of this.#counts.values()) sum += counts.get(what) ?? 0;
    return sum;
  }

  byProvider(): ReadonlyMap<string, ReadonlyMap<Counted, number>> {
    return this.#counts;
  }

  groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  /** The first hundred by name. */
  troubled(): readonly Troubled[] {
    return this.#troubled;
  }

  totals(): Partial<Record<Counted, number>> {
    const totals: Partial<Record<Counted, number>> = {};
    for (const counts of this.#counts.values())
      for (const [what, n] of counts) totals[what] = (totals[what] ?? 0) + n;
    return totals;
  }
}
