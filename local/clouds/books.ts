import type { Answer, Asked } from './dialect.ts';
import type { FaultKind } from './faults.ts';
import type { Use } from './state/pair.ts';

const HISTORY_LIMIT = 1_000;

export interface Counts {
  /** Requests to the token endpoint, or to a path that does not exist; spoiled ones included. */
  calls: number;
  /** Pairs rotated, whether or not the answer got out. */
  refreshed: number;
  logins: number;
  exchanged: number;
  /** Answered by the cloud itself with an error. */
  refused: number;
  /** A refresh token came again although what it yielded had been kept, or came twice at once. Must stay 0. */
  reused: number;
  /** A refresh token came again and what it yielded was never seen: its answer was lost. Correct, and so counted apart. */
  retriedAfterLostAnswer: number;
  /** Requests that a fault met. */
  faults: number;
  /** Clients that did not get through the TLS handshake. */
  handshakesRefused: number;
}

/** One request, without a word of any token. */
export interface HistoryEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly app: string | undefined;
  readonly principal: string | undefined;
  readonly asked: Asked;
  /** Serial number of the pair whose refresh token was presented: the same number, the same token. */
  readonly presented: number | undefined;
  readonly verdict: 'granted' | 'refused' | Exclude<Use, 'ordinary'> | FaultKind;
}

export interface BookEntry extends Omit<HistoryEntry, 'verdict'> {
  readonly use: Use;
  readonly fault: FaultKind | undefined;
  /** `undefined` when the cloud did not get to work. */
  readonly answer: Answer | undefined;
}

/** What happened at a cloud: how often each thing, and the last 1,000 requests one by one. */
export class Books {
  /** Kept up to date in place. */
  readonly counts: Counts = {
    calls: 0,
    refreshed: 0,
    logins: 0,
    exchanged: 0,
    refused: 0,
    reused: 0,
    retriedAfterLostAnswer: 0,
    faults: 0,
    handshakesRefused: 0,
  };
  /** Oldest first; kept up to date in place. */
  readonly history: HistoryEntry[] = [];

  enter({ use, fault, answer, ...entry }: BookEntry): void {
    this.#count(entry.asked, use, fault, answer);
    const outcome = answer?.granted ? 'granted' : 'refused';
    this.history.push({ ...entry, verdict: use === 'ordinary' ? (fault ?? outcome) : use });
    if (this.history.length > HISTORY_LIMIT) this.history.shift();
  }

  #count(asked: Asked, use: Use, fault: FaultKind | undefined, answer: Answer | undefined): void {
    const { counts } = this;
    counts.calls += 1;
    if (fault !== undefined) counts.faults += 1;
    if (use === 'reused') counts.reused += 1;
    if (use === 'retried-after-lost-answer') counts.retriedAfterLostAnswer += 1;
    if (!answer) return;
    if (!answer.granted) counts.refused += 1;
    else if (asked === 'refresh') counts.refreshed += 1;
    else if (asked === 'login') counts.logins += 1;
    else if (asked === 'exchange') counts.exchanged += 1;
  }
}
