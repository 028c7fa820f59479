/** How fast a run lives. */
export interface Pace {
  /** Times as fast as deployed. */
  readonly tempo: number;
  /** Of the access tokens; absent: as long as the clouds really give, one or two hours. */
  readonly lifetimeSeconds?: { readonly least: number; readonly most: number };
  /** Over this time, in ms, those that were enrolled together are looked at once more. @default they are not */
  readonly spreadMs?: number;
  readonly title: string;
}

export const AS_DEPLOYED: Pace = { tempo: 1, title: 'refresh-scheduler, as deployed' };

/** A tick every five seconds, and tokens of three to six minutes instead of 36 to 72. */
export const HURRIED: Pace = {
  tempo: 12,
  lifetimeSeconds: { least: 180, most: 360 },
  spreadMs: 120_000,
  title: 'refresh-scheduler, 12 times as fast',
};

/** How many times slower than the pace that a programme of faults is written for. */
export const slownessOf = ({ tempo }: Pace): number => HURRIED.tempo / tempo;
