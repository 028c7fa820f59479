export interface FigureTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface Sizes {
  /** Rounds of each program that are compared; every part takes the middle of them. */
  readonly rounds: number;
  /** Due in one tick. */
  readonly principals: number;
  /** Rows of the tables that one tick, and one census, is measured on. The first is what the others are held against. */
  readonly rows: readonly number[];
  /** Due in the same minute, in virtual time. */
  readonly herd: number;
  /** A folder: each program of the part `refresh` leaves its CPU profile there. */
  readonly profile?: string;
}

/** One number, and what it should be. */
export interface Goal {
  readonly what: string;
  readonly value: number;
  /** `value` must not be more, or not be less. */
  readonly most?: number;
  readonly least?: number;
}

export interface Measured {
  readonly tables: readonly FigureTable[];
  readonly goals: readonly Goal[];
  /** Everything that was measured, for `results/`. */
  readonly raw: unknown;
}

export interface Part {
  readonly name: string;
  readonly about: string;
  /** @param tell says what is being done, for whoever waits */
  measure(sizes: Sizes, tell: (what: string) => void): Promise<Measured>;
}

export const isMet = ({ value, most = Number.POSITIVE_INFINITY, least = 0 }: Goal): boolean =>
  value <= most && value >= least;
