/** Who holds a row while it is worked on. `until` in epoch milliseconds. */
export interface Lease {
  readonly id: string;
  readonly until: number;
}

/** Secret versions that may still be written: `left` of the capacity as it was at `at` (epoch ms). */
export interface PublishBudget {
  readonly left: number;
  readonly at: number;
}

/** The last thing that went wrong, with the action it asks for. Never holds text of a reply. */
export interface LastError {
  readonly code: string;
  readonly action: string;
  readonly at: number;
}

/** What was announced about a principal and is not over yet; `generation` is the one at which it began. */
export interface Announced {
  readonly what: 'failing' | 'reauthorize' | 'configuration';
  readonly generation: number;
}

/**
 * An end of the refresh token (epoch ms) that the census saw coming, and the generation at which it did: if a later one
 * has the same end, refreshing does not move it. `told`: its owner knows.
 */
export interface EndNoted {
  readonly at: number;
  readonly generation: number;
  readonly told: boolean;
}

interface Facts {
  readonly principalId: string;
  readonly provider: string;
  readonly app: string;
  /** The sealed grant and access token; opens only with the fleet's key. */
  readonly sealed: Uint8Array;
  readonly grantDigest: string;
  /** Digest of the grant that was presented and whose answer has not been kept. */
  readonly presented?: string;
  /** What `presented` was before the last claim; absent when nothing was open. */
  readonly presentedBefore?: string;
  /** Counts what was kept; never restarts. */
  readonly generation: number;
  readonly keptBy: string;
  /** 0 until the first publication. */
  readonly publishedGeneration: number;
  readonly publishedVersion?: string;
  readonly publishBudget: PublishBudget;
  readonly lease?: Lease;
  readonly failures: number;
  readonly lastError?: LastError;
  readonly announced?: Announced;
  readonly issuedAt?: number;
  readonly expiresAt?: number;
  readonly refreshTokenExpiresAt?: number;
  readonly endNoted?: EndNoted;
  readonly lastRefreshedAt?: number;
  readonly secretName: string;
  readonly subject?: string;
  readonly scope?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * In the app's queue. Absent `dueQueue` means that a pause and a resume crossed, or that the row is a copy without its
 * index keys (`refreshAt` is 0 then): *adopt* mends both.
 */
export interface ActivePrincipal extends Facts {
  readonly state: 'active';
  readonly dueQueue?: string;
  readonly refreshAt: number;
}

export interface PausedPrincipal extends Facts {
  readonly state: 'paused';
  /** As no write leaves it: somebody restored or wrote the row by hand. The census takes it out. */
  readonly dueQueue?: string;
  readonly refreshAt?: number;
}

/** Stopped by evidence against itself: `haltedGeneration` says which grant the evidence was about. */
export interface HaltedPrincipal extends Facts {
  readonly state: 'halted';
  /** As in a paused row. */
  readonly dueQueue?: string;
  readonly refreshAt?: number;
  readonly haltReason: string;
  readonly haltedGeneration: number;
}

/** One access token to keep alive, at one provider, through one app. Times in epoch milliseconds. */
export type Principal = ActivePrincipal | PausedPrincipal | HaltedPrincipal;

/** A living token is served until its real expiry, whatever happens to an early refresh. */
export const isAlive = (principal: Principal, now: number): boolean =>
  principal.expiresAt !== undefined && principal.expiresAt > now;

/** Left outside its queue by writes that crossed: *adopt* brings it back. A late answer was kept after a halt. */
export const isStray = (principal: Principal): boolean =>
  principal.state === 'active'
    ? principal.dueQueue === undefined
    : principal.state === 'halted' && principal.haltedGeneration < principal.generation;

/** A request went out for this grant before and its answer was never kept. */
export const answerWasLost = (principal: Principal): boolean => principal.presentedBefore !== undefined;
