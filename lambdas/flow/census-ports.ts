import type { Counts } from '../core/census.ts';
import type { EndNoted, Principal } from '../core/principal.ts';
import type {
  Announcer,
  Apps,
  Clock,
  Controls,
  Journal,
  PrincipalScan,
  Principals,
  Reading,
  Written,
} from './ports.ts';

export interface CensusReads {
  /** Consistent; a reading for every id. @throws where the table leaves keys unread again and again */
  getMany(principalIds: readonly string[]): Promise<ReadonlyMap<string, Reading>>;
}

/** What the census may do with a row besides what operators do: each write holds only for the row that was read. */
export interface CensusWrites {
  /** Puts an active row into its app's queue, and takes any other out of the queue that it was read in. */
  requeue(principalId: string, read: Pick<Principal, 'state' | 'dueQueue'>): Promise<Written>;
  /**
   * Notes that what was published is not what consumers read: due now, and published again by a tick, from the row.
   * The census publishes nothing itself. A Put without the row's claim could be the very late Put that it mends; the
   * pace of writes and the secret's budget of versions are the tick's; and so the census needs neither the key nor a
   * right to write secrets.
   */
  unpublish(
    principalId: string,
    read: { readonly generation: number; readonly publishedVersion: string },
    now: number,
  ): Promise<Written>;
  /** @param note absent: the matter is over */
  noteEnd(principalId: string, generation: number, note: EndNoted | undefined): Promise<Written>;
}

/** A secret that is meant to hold one principal's token, without its value. */
export interface TokenSecret {
  readonly secretName: string;
  /** Whom its name speaks of; absent where no principal can be called so. */
  readonly principalId?: string;
  /** The version that consumers read. */
  readonly current?: string;
}

export interface TokenSecrets {
  /**
   * Up to 100 secrets; may lag behind by five minutes. `undefined`: the place `from` is not known any more.
   *
   * @param from where the page before ended
   */
  list(
    from?: string,
  ): Promise<{ readonly secrets: readonly TokenSecret[]; readonly next?: string } | undefined>;
  /** The version that consumers read now; `undefined` where there is no secret, or it is about to be deleted. */
  current(secretName: string): Promise<string | undefined>;
}

/** How far a census has come that ran out of time, or is under way. */
export interface Progress {
  /** Epoch ms. */
  readonly startedAt: number;
  /** Whether every published row's secret is looked up by itself. */
  readonly deep: boolean;
  /** Where each part of the table is gone on with: `undefined` from its start, `done` not at all. */
  readonly segments: readonly ('start' | 'done' | { readonly after: string })[];
  readonly listing: 'start' | 'done' | { readonly from: string };
  readonly counts: Counts;
}

/** The census's own record, kept for the next one and for operators. */
export interface CensusRecord {
  /** What the last one left unfinished; absent where nothing is, or it cannot be read. */
  unfinished(): Promise<Progress | undefined>;
  keep(progress: Progress): Promise<void>;
  /** Puts the counts where operators and notices read them, and forgets the progress. `at`: epoch ms of its end. */
  finish(counts: Counts, times: { readonly startedAt: number; readonly at: number }): Promise<void>;
  /** Notes in the app's item what was told of its certificates and is not over yet. */
  noteCertificates(app: string, told: readonly string[]): Promise<void>;
}

/** For dashboards and alarms; of a whole census only. */
export interface Gauges {
  /** @param ends `leastToCertificateEnd`: until the first certificate of an app ends, ms; absent where none has one */
  census(counts: Counts, ends: { readonly leastToCertificateEnd?: number | undefined }): void;
}

/** No provider is asked, no secret's value of a principal read, and none written. */
export interface CensusPorts {
  readonly principals: Pick<Principals, 'adopt' | 'markDue' | 'announced'> &
    PrincipalScan &
    CensusReads &
    CensusWrites;
  readonly tokenSecrets: TokenSecrets;
  readonly controls: Pick<Controls, 'list' | 'ensure'>;
  readonly apps: Pick<Apps, 'read'>;
  readonly record: CensusRecord;
  readonly announcer: Announcer;
  readonly gauges: Gauges;
  readonly journal: Journal;
  readonly clock: Clock;
}
