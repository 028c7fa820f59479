import type { Fate, Journal } from './journal.ts';
import type { Rejects } from './rejects.ts';
import type { Misfit, Row } from './rows.ts';

export interface Counts {
  /** By this run. */
  enrolled: number;
  /** Refused, or not fit to be sent: by this run, or an earlier one. */
  rejected: number;
  /** Enrolled by an earlier run. */
  before: number;
}

/** Where it is written what becomes of each row. */
export interface Ledger {
  /** Kept up to date in place. */
  readonly counts: Readonly<Counts>;
  /** Of an earlier run. */
  known(id: string): Fate | undefined;
  /** @param at epoch ms */
  sending(rows: readonly Row[], at: number): Promise<void>;
  enrolled(rows: readonly Row[]): void;
  /** For good: later runs pass it over. */
  refused(row: Row, reason: string): void;
  /** For this run: a later one judges it again. */
  rejected(misfit: Misfit): void;
  passedOver(): void;
}

export const openLedger = (
  journal: Journal,
  rejects: Rejects,
  onEach: (counts: Readonly<Counts>) => void,
): Ledger => {
  const counts: Counts = { enrolled: 0, rejected: 0, before: 0 };
  const rejected = ({ line, id, reason }: Misfit): void => {
    rejects.add({ line, reason, ...(id !== undefined && { id }) });
    counts.rejected += 1;
    onEach(counts);
  };
  return {
    counts,
    known: (id) => journal.known.get(id),
    sending: (rows, at) => journal.sending(idsOf(rows), at),
    enrolled(rows) {
      if (rows.length === 0) return;
      journal.enrolled(idsOf(rows));
      counts.enrolled += rows.length;
      onEach(counts);
    },
    refused({ line, id }, reason) {
      journal.refused(id, reason);
      rejected({ line, id, reason });
    },
    rejected,
    passedOver() {
      counts.before += 1;
      onEach(counts);
    },
  };
};

const idsOf = (rows: readonly Row[]): string[] => rows.map(({ id }) => id);
