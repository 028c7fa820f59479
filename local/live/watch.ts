/** What a consumer finds when it reads a principal's secret and uses the token. `accepted` is absent where no cloud can be asked. */
export type Published =
  /** Epoch milliseconds. */
  | { readonly secret: 'read'; readonly expiresAt: number; readonly accepted?: boolean }
  | { readonly secret: 'missing' }
  /** Secrets Manager did not answer: consumers go on with the token that they have. */
  | { readonly secret: 'unreachable'; readonly accepted?: boolean };

/** A principal at one moment: its row, and what is published of it. */
export interface Sight {
  readonly principalId: string;
  readonly state: 'active' | 'paused' | 'halted' | 'unreadable';
  readonly haltReason?: string;
  readonly generation: number;
  readonly publishedGeneration: number;
  readonly published: Published;
}

export type Lack = 'expired' | 'refused by its cloud' | 'not published';

export const EXCUSE = {
  lost: 'lost its grant, since the function was killed between asking and keeping',
  held: 'waited for the lease of a killed run to end',
  vault: 'had its new token wait for Secrets Manager',
} as const;
/** Why a principal without a live token is not held against the scheduler. */
export type Excuse = (typeof EXCUSE)[keyof typeof EXCUSE];

/** A row that a killed run had claimed. `until`: end of its lease, epoch ms. */
export interface Caught {
  readonly generation: number;
  readonly until: number;
}

/** All that is remembered of one principal: it does not grow with time. */
export interface Watched {
  readonly served: boolean;
  readonly knownExpiry?: number | undefined;
  /** Since when it has had no live token, how that began (before the first token: how it is now), and why it may be so. */
  readonly lacking?:
    | { readonly since: number; readonly lack: Lack; readonly excuse?: Excuse | undefined }
    | undefined;
  readonly caught?: Caught | undefined;
  readonly setAside?: Excuse | undefined;
  /** Times without a live token that nothing excuses. */
  readonly gaps?:
    | { readonly count: number; readonly longestMs: number; readonly firstAt: number; readonly lack: Lack }
    | undefined;
}

export interface WatchState {
  readonly principals: ReadonlyMap<string, Watched>;
  /** When Secrets Manager was last seen to be down on purpose. */
  readonly vaultDownAt?: number | undefined;
}

/** What is going on while the fleet is looked at. */
export interface Moment {
  readonly at: number;
  readonly vaultIsDown: boolean;
}

export const NOTHING_SEEN: WatchState = { principals: new Map() };
const NEW: Watched = { served: false };

/**
 * At a rotation the old token dies a moment before the new one is published, and whoever gets a 401 then reads again:
 * so long, in ms, that is no lack. A publication and two looks of ours fit.
 */
export const HANDOVER = 4_000;
/** The first token takes a cold start and a round. */
export const FIRST_ROUND = 30_000;
/** When its cause is over, a principal is looked at by one of the next ticks. */
const RECOVERY = 20_000;

/** Notes the rows that were claimed when the function was killed. */
export const noteKill = (state: WatchState, caught: ReadonlyMap<string, Caught>): WatchState => {
  const principals = new Map(state.principals);
  for (const [id, one] of caught) principals.set(id, { ...(principals.get(id) ?? NEW), caught: one });
  return { ...state, principals };
};

/** Pure: folds one look at all that should be well into what is known. Principals that are gone or paused are forgotten. */
export const watch = (state: WatchState, sights: readonly Sight[], moment: Moment): WatchState => {
  const vaultDownAt = moment.vaultIsDown ? moment.at : state.vaultDownAt;
  const seen = sights
    .filter(({ state }) => state === 'active' || state === 'halted')
    .map((sight) => {
      const before = state.principals.get(sight.principalId) ?? NEW;
      return [sight.principalId, look(before, sight, moment.at, vaultDownAt)] as const;
    });
  return { principals: new Map(seen), vaultDownAt };
};

const look = (before: Watched, sight: Sight, at: number, vaultDownAt: number | undefined): Watched => {
  const { published } = sight;
  const knownExpiry = published.secret === 'read' ? published.expiresAt : before.knownExpiry;
  const lack = lackOf(sight, knownExpiry, at);
  if (lack === undefined) {
    const { caught } = before;
    const isOver = caught !== undefined && at >= caught.until && sight.generation > caught.generation;
    return {
      ...closed(before, at),
      served: true,
      knownExpiry,
      lacking: undefined,
      caught: isOver ? undefined : caught,
    };
  }
  const excuse = excuseFor(before.caught, sight, at, vaultDownAt);
  const { since, lack: first } = before.lacking ?? { since: at, lack };
  return { ...before, knownExpiry, lacking: { since, lack: before.served ? first : lack, excuse } };
};

const lackOf = (
  { state, haltReason, published }: Sight,
  knownExpiry: number | undefined,
  at: number,
): Lack | undefined => {
  if (published.secret === 'missing' || knownExpiry === undefined)
    return state === 'halted' && haltReason === 'refused' ? 'refused by its cloud' : 'not published';
  if (knownExpiry <= at) return 'expired';
  return published.accepted === false ? 'refused by its cloud' : undefined;
};

const excuseFor = (
  caught: Caught | undefined,
  { state, haltReason, generation, publishedGeneration }: Sight,
  at: number,
  vaultDownAt: number | undefined,
): Excuse | undefined => {
  if (state === 'halted')
    return haltReason === 'answer-lost' && caught?.generation === generation ? EXCUSE.lost : undefined;
  if (caught && at < caught.until + RECOVERY) return EXCUSE.held;
  const waits = generation > publishedGeneration;
  return waits && vaultDownAt !== undefined && at < vaultDownAt + RECOVERY ? EXCUSE.vault : undefined;
};

/** What a lack comes to if it ends at `at`: nothing, a reason to be set aside, or a gap. */
export const closed = (watched: Watched, at: number): Watched => {
  const { lacking, gaps, served } = watched;
  if (!lacking) return watched;
  const ms = at - lacking.since;
  if (ms <= (served ? HANDOVER : FIRST_ROUND)) return watched;
  if (lacking.excuse) return { ...watched, setAside: lacking.excuse };
  const longestMs = Math.max(gaps?.longestMs ?? 0, ms);
  const { firstAt, lack } = gaps ?? { firstAt: lacking.since, lack: lacking.lack };
  return { ...watched, gaps: { count: (gaps?.count ?? 0) + 1, longestMs, firstAt, lack } };
};
