import type { EventType } from '../contract.ts';
import type { Confidential } from '../core/confidential.ts';
import type { Announced, LastError, Lease, Principal, PublishBudget } from '../core/principal.ts';
import type { App, AppProblem, Reply, TlsIdentity, TokenRequest } from '../core/protocols/protocol.ts';
import type { Rescue } from '../core/rescue.ts';
import type { SecretView } from '../core/secret.ts';
import type { Standing } from '../core/standing.ts';
import type { Tally } from '../core/tally.ts';
import type { Unanswered } from '../core/unanswered.ts';

/** A row as it stands. One that breaks the contract is named and left untouched. */
export type Reading =
  | { readonly row: 'found'; readonly principal: Principal }
  | { readonly row: 'malformed'; readonly problems: readonly string[] }
  | { readonly row: 'missing' };

/** A conditional write: done (also when an earlier attempt of the same write had landed), or read again. */
export type Written =
  | { readonly write: 'done'; readonly principal: Principal }
  | { readonly write: 'stale'; readonly now: Reading };

export interface DuePage {
  /** Oldest first. The index lags: a row may have been claimed since. */
  readonly due: readonly { readonly principalId: string; readonly refreshAt: number }[];
  /** Where the next page starts; absent at the queue's end. */
  readonly next?: unknown;
}

/** What was obtained, as it is kept. Times in epoch ms. */
export interface Kept {
  readonly sealed: Uint8Array;
  readonly grantDigest: string;
  readonly times?: {
    readonly issuedAt: number;
    readonly expiresAt: number;
    readonly refreshTokenExpiresAt?: number;
  };
  readonly scope?: string;
  readonly subject?: string;
}

/**
 * Whether `presented` stays: it goes only when nothing was sent, or the answer proves the grant unspent, and no
 * earlier presentation was open.
 */
export type Presented = 'stays' | 'goes';

export interface Settlement {
  readonly leaseId: string;
  readonly generation: number;
  readonly publishedVersion: string;
  readonly publishBudget: PublishBudget;
  readonly refreshAt: number;
  readonly presented: Presented;
}

export interface Deferral {
  readonly leaseId: string;
  readonly generation: number;
  readonly refreshAt: number;
  readonly failures: number;
  readonly lastError: LastError;
  readonly presented: Presented;
}

export interface Halt {
  readonly leaseId: string;
  readonly generation: number;
  readonly haltReason: string;
  readonly failures: number;
  readonly lastError: LastError;
  readonly presented: Presented;
  /** Absent when nobody could be told. */
  readonly announced?: Announced;
}

/** A row that is put in place of another, or of nothing. */
export interface Replacement {
  readonly provider: string;
  readonly app: string;
  readonly sealed: Uint8Array;
  readonly grantDigest: string;
  readonly generation: number;
  readonly keptBy: string;
  readonly secretName: string;
  readonly publishBudget: PublishBudget;
  /** Held from the start by whoever obtains its first tokens. */
  readonly lease?: Lease;
  /** Whom the tokens must be for. */
  readonly subject?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The table of principals: every write of the design's table, under its name. */
export interface Principals {
  due(app: string, now: number, from?: unknown): Promise<DuePage>;
  /** How many rows wait in the app's queue, due or not; counts no further than `atMost`. */
  population(app: string, atMost: number): Promise<number>;
  /** Consistent. */
  get(principalId: string): Promise<Reading>;

  claim(
    principalId: string,
    claim: { app: string; provider: string; leaseId: string; until: number; now: number },
  ): Promise<Written>;
  /** The fence is the generation: state, lease and clock do not matter, and no row is ever created. */
  keep(principalId: string, generation: number, keptBy: string, kept: Kept): Promise<Written>;
  /** A keep that comes late: not while somebody else's lease is live, who may be presenting what it would replace. */
  keepLate(
    principalId: string,
    generation: number,
    keptBy: string,
    kept: Kept,
    now: number,
  ): Promise<Written>;
  settle(principalId: string, settlement: Settlement, now: number): Promise<Written>;
  defer(principalId: string, deferral: Deferral): Promise<Written>;
  halt(principalId: string, halt: Halt): Promise<Written>;
  adopt(principalId: string, now: number): Promise<Written>;
  /** Claims a halted row as it stands, for an exchange that may revive it. */
  hold(
    principalId: string,
    by: { generation: number; lease: Lease; labels?: Readonly<Record<string, string>> | undefined },
    now: number,
  ): Promise<Written>;
  /** Notes that an announcement went out (or, with `undefined`, that the matter is over). */
  announced(principalId: string, generation: number, announced: Announced | undefined): Promise<Written>;

  /** @param refreshAt when to look, epoch ms. Default: `now` */
  markDue(
    principalId: string,
    why: { rejected: number } | 'forced',
    now: number,
    refreshAt?: number,
  ): Promise<Written>;
  pause(principalId: string): Promise<Written>;
  resume(principalId: string, now: number): Promise<Written>;
  create(principalId: string, replacement: Replacement, now: number): Promise<Written>;
  replace(principalId: string, generation: number, by: Replacement, now: number): Promise<Written>;
  restore(principalId: string, generation: number, rescued: Rescued, now: number): Promise<Written>;
  /** `done` carries the row that was removed. `leaseId`: of a lease of one's own, which does not stand in the way. */
  remove(
    principalId: string,
    generation: number,
    now: number,
    leaseId?: string,
  ): Promise<Written | { write: 'gone' }>;
}

/** One of so many parts of the table, which several can read at once. `index` counts from 0. */
export interface Segment {
  readonly index: number;
  readonly of: number;
}

export interface ScannedPage {
  readonly rows: readonly (Reading & { readonly principalId: string })[];
  /** The id after which the next page starts; absent at the segment's end. */
  readonly next?: string;
}

/** The whole table, row by row, in no order: for operators and the census. Ticks never read it. */
export interface PrincipalScan {
  /**
   * Rows may be a moment old. A page ends after 1 MB, or after `atMost` rows.
   *
   * @param after the id that the page before ended with
   */
  scan(segment: Segment, after?: string, atMost?: number): Promise<ScannedPage>;
}

/** A grant that could not be kept, sealed, as it was read from the log. */
export type Rescued = Kept & Pick<Rescue, 'generation' | 'keptBy'>;

/** One app's control item. */
export interface AppControl {
  readonly app: string;
  readonly provider: string;
  readonly standing: Standing;
  /** An operator's own pause; only an operator ends it. */
  readonly operatorPausedAt?: number;
  /** The one principal of a one-token app. */
  readonly sole?: string;
  /** What was announced about the app and is not over yet. */
  readonly announced?: string;
  /** What was told of its certificates' ends and is not over yet. */
  readonly certificatesTold?: readonly string[];
}

export interface Controls {
  /** One run at a time. A lease that an earlier attempt of the same call took is ours. */
  takeRunLease(id: string, until: number, now: number): Promise<boolean>;
  releaseRunLease(id: string): Promise<void>;
  /** Every app, and those items that break the contract by name. Items are few: one an app. */
  list(): Promise<{
    readonly apps: readonly AppControl[];
    readonly everythingPaused: boolean;
    readonly malformed: readonly string[];
    /** When the last whole census ended, epoch ms. */
    readonly lastCensusAt?: number;
  }>;
  /** Writes how an app fares; an operator's pause is not touched. */
  save(control: Pick<AppControl, 'app' | 'standing' | 'announced'>): Promise<void>;
  /** Makes the app known to ticks. Refused when it is known under another provider. */
  ensure(app: string, provider: string): Promise<'done' | 'other-provider'>;
  /** Claims a one-token app for a principal; answers whose it is: nobody's (empty) where the app is not known. */
  adoptSole(app: string, principalId: string): Promise<string>;
  /** Gives it up again, if it is this principal's. */
  releaseSole(app: string, principalId: string): Promise<void>;
}

/** An app's credentials as the secret holds them now. `version` changes whenever the secret does. */
export type AppCredentials =
  | { readonly ok: true; readonly version: string; readonly apps: readonly [App, ...App[]] }
  | {
      readonly ok: false;
      readonly version: string;
      readonly problems: readonly AppProblem[];
      /** There is no such secret at all. */
      readonly missing?: true;
    };

export type AppChange = 'created' | 'updated' | 'unchanged';

export interface Apps {
  /**
   * Cached; `fresh` reads past the cache. A missing or unfit secret is a value; throws when it cannot be read.
   */
  read(app: string, provider: string, fresh?: 'fresh'): Promise<AppCredentials>;
  /** Stores an app's secret, which was checked before. */
  write(app: string, provider: string, secret: Confidential): Promise<AppChange>;
}

export type Seal = (plaintext: Confidential) => Promise<Uint8Array>;

export interface Sealer {
  /** Has the data key in hand: the returned function, good for one use, needs no further call. */
  prepare(): Promise<Seal>;
  /** @throws {SealError} `sealed-unreadable` (the row's own fault) or `key-unavailable` (nobody's). */
  open(sealed: Uint8Array): Promise<Confidential>;
}

export type Sending =
  | { readonly kind: 'answered'; readonly reply: Reply }
  | { readonly kind: 'unanswered'; readonly failure: Unanswered };

export interface Transport {
  /** One POST, never repeated. Limits in ms: until the request can be written, and for the whole. */
  send(
    request: TokenRequest,
    tls: TlsIdentity,
    limits: { readonly totalMs: number; readonly connectMs: number },
  ): Promise<Sending>;
}

/** `own`: this one secret is at fault. `service`: Secrets Manager is, for everybody. `none`: nothing was tried. */
export type Publication =
  | { readonly publication: 'done' }
  | { readonly publication: 'failed'; readonly fault: 'own' | 'service' | 'none'; readonly code: string };

export interface Vault {
  nameFor(provider: string, principalId: string): string;
  /**
   * Puts the view under AWSCURRENT; a repeated one changes nothing. A secret that is missing is created, but only if
   * `stillThere` (asked first) says that its row is.
   *
   * @param again it is no new token: where a newer generation stands, that stays, and this fails as `SUPERSEDED`
   */
  publish(
    principal: Pick<Principal, 'principalId' | 'provider' | 'secretName' | 'labels' | 'publishedVersion'>,
    view: SecretView,
    stillThere: () => Promise<boolean>,
    again?: 'again',
  ): Promise<Publication>;
  /** The highest generation that any labelled version under this name shows; 0 when there is none. */
  latestGeneration(secretName: string): Promise<number>;
}

export interface Announcement {
  readonly type: EventType;
  /** Stable: a repeated announcement of the same change carries the same id. */
  readonly id: string;
  readonly provider: string;
  readonly app: string;
  readonly principalId?: string;
  readonly code?: string;
  readonly reason?: string;
  readonly action?: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface Announcer {
  announce(announcement: Announcement): Promise<void>;
}

export interface RunFacts {
  readonly durationMs: number;
  readonly oldestOverdueMs: number;
  /** Since the last whole census ended; absent before the first. */
  readonly censusAgeMs?: number | undefined;
}

/** Latencies in ms as they happen; the tally's counts at the end of the run. */
export interface Meter {
  /** A grant went to the log: told at once, since what keeps a row from being written may end the run too. */
  rescued(provider: string): void;
  providerLatency(provider: string, ms: number): void;
  publishLatency(ms: number): void;
  run(tally: Tally, facts: RunFacts): void;
}

/** What a run writes to the log. Structured; never a token. */
export interface Journal {
  info(message: string, facts: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts: Readonly<Record<string, unknown>>): void;
  error(message: string, facts: Readonly<Record<string, unknown>>): void;
}

export interface Clock {
  /** Epoch ms. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Chance {
  /** 0 to 1. */
  fraction(): number;
  /** Never the same twice. */
  id(): string;
}

export interface Ports {
  readonly principals: Principals;
  readonly controls: Controls;
  readonly apps: Apps;
  readonly sealer: Sealer;
  readonly transport: Transport;
  readonly vault: Vault;
  readonly announcer: Announcer;
  readonly meter: Meter;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly chance: Chance;
}
