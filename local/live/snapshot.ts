/** One principal as its row tells it. Times in epoch milliseconds. */
export interface PrincipalView {
  readonly principalId: string;
  readonly provider: string;
  /** Absent where the row cannot be read. */
  readonly app?: string;
  /** `unreadable`: the row breaks the contract, and is left alone. */
  readonly state: 'active' | 'paused' | 'halted' | 'unreadable';
  /** Of the token that it holds; absent before the first. */
  readonly issuedAt?: number;
  readonly expiresAt?: number;
  /** When it is looked at again; absent where nobody will. */
  readonly refreshAt?: number;
  readonly lastRefreshedAt?: number;
  /** What went wrong since the last success. `times`: in a row, as far as it counts against the principal. */
  readonly failure?: { readonly code: string; readonly times: number };
  /** Of a halted one. */
  readonly haltReason?: string;
}

/** What the fleet has come to since the start of this run. */
export interface Figures {
  readonly ticks: number;
  readonly refreshed: number;
  readonly refreshedLastMinute: number;
  /** Requests or publications that did not get through and are tried again. */
  readonly retries: number;
  readonly answersLost: number;
  /** Absent where no cloud is simulated: only a cloud can see it. */
  readonly usedTwice?: number;
}

/** Something that was broken on purpose. `over`: a thing of a moment, such as a kill. */
export interface FaultView {
  readonly name: string;
  readonly since: number;
  readonly over?: true;
}

/** A time in which something was broken. `to` is absent for a moment, and while it lasts. */
export interface BrokenSpell {
  readonly name: string;
  readonly from: number;
  readonly to?: number;
}

/** All that a view shows, at one moment. */
export interface Snapshot {
  readonly at: number;
  readonly startedAt: number;
  /** Absent: until somebody ends it. */
  readonly endsAt?: number;
  /** What is run, in a few words. */
  readonly title: string;
  readonly endpoint: string;
  /** By id. */
  readonly principals: readonly PrincipalView[];
  /** How late a look may be before it is overdue: the time from one tick to the next, and a run. */
  readonly patienceMs: number;
  readonly figures: Figures;
  readonly faults: readonly FaultView[];
  /** What was broken so far and what is, oldest first: the newest hundred. @default nothing is told of it */
  readonly broken?: readonly BrokenSpell[];
  /** What a person should know now, such as that the table cannot be read. */
  readonly notice?: string;
}

export const isAlive = ({ expiresAt }: PrincipalView, at: number): boolean =>
  expiresAt !== undefined && expiresAt > at;

/** Its time has passed, and nobody has looked. A claimed row is not: it shows its lease's end. */
export const isOverdue = ({ state, refreshAt }: PrincipalView, at: number, patienceMs: number): boolean =>
  state === 'active' && refreshAt !== undefined && at - refreshAt > patienceMs;

export interface Standings {
  readonly principals: number;
  readonly alive: number;
  readonly overdue: number;
  readonly halted: number;
}

export const standingsOf = ({ principals, at, patienceMs }: Snapshot): Standings => ({
  principals: principals.length,
  alive: principals.filter((one) => isAlive(one, at)).length,
  overdue: principals.filter((one) => isOverdue(one, at, patienceMs)).length,
  halted: principals.filter(({ state }) => state === 'halted').length,
});
