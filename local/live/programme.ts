import { createRandom, type Random } from '../clouds/random.ts';
import { cloudsWithSecrets, type Fault } from './fault-board.ts';

/** One thing to be done to a run. Times in ms since its start. */
export type Step =
  | { readonly do: 'break'; readonly fault: Fault; readonly from: number; readonly to: number }
  | { readonly do: 'kill'; readonly from: number; readonly afterClaimMs: number };

/**
 * A chapter holds one of each fault and the time to recover from it. In seconds of a fleet that lives 12 times as fast, where
 * the shortest token is refreshed 45 s before its end: a fault is over in a third of that, and the next one waits until
 * everybody has been looked at again. A kill comes last: its rows are held for up to a minute, by leases that no tempo shortens.
 */
const CHAPTER = 180;
const BREAKS_AT = [12, 40, 68] as const;
const START_VARIES = 4;
const LASTS = { least: 10, varies: 5 };
const KILL = { at: 98, varies: 7 };
const KILL_WITHIN_MS = 120;

const between = (random: Random, least: number, varies: number): number =>
  least + (random.below(1_000) / 1_000) * varies;

const shuffled = <T>(items: readonly T[], random: Random): T[] => {
  const rest = [...items];
  const taken: T[] = [];
  while (rest.length > 0) taken.push(...rest.splice(random.below(rest.length), 1));
  return taken;
};

const oneOf = (items: readonly string[], random: Random): string => items[random.below(items.length)] ?? '';

export interface ProgrammeOptions {
  readonly seed: number;
  readonly clouds: readonly string[];
  /** Length of the run, in ms. Absent: without end. */
  readonly forMs?: number;
  /** How many times slower than the tempo for which the chapters are written. @default 1 */
  readonly slower?: number;
}

/** The shortest run in which everything can be broken and mended. */
export const shortestProgrammeMs = (slower = 1): number => CHAPTER * 1_000 * slower;

/**
 * Pure: what is broken when, in order; never two things at once, and all mended well before the end. Chapters are stretched to
 * fill the run, so that its faults are spread over the whole of it; faults are not.
 */
export function* programme({ seed, clouds, forMs, slower = 1 }: ProgrammeOptions): Generator<Step> {
  const random = createRandom(seed);
  const unit = 1_000 * slower;
  const shortest = CHAPTER * unit;
  const chapters = forMs === undefined ? Number.POSITIVE_INFINITY : Math.floor(forMs / shortest);
  const length = forMs === undefined ? shortest : forMs / Math.max(1, chapters);

  for (let chapter = 0; chapter < chapters; chapter += 1) {
    const begins = chapter * length;
    const stretched = (seconds: number): number => (seconds / CHAPTER) * length;
    const faults = shuffled<Fault>(
      [
        { kind: 'outage', cloud: oneOf(clouds, random) },
        { kind: 'wrong-secret', cloud: oneOf(cloudsWithSecrets(clouds), random) },
        { kind: 'secrets-manager' },
      ],
      random,
    );
    for (const [index, fault] of faults.entries()) {
      const from = begins + stretched(BREAKS_AT[index] ?? 0) + between(random, 0, START_VARIES) * unit;
      yield { do: 'break', fault, from, to: from + between(random, LASTS.least, LASTS.varies) * unit };
    }
    yield {
      do: 'kill',
      from: begins + stretched(KILL.at) + between(random, 0, KILL.varies) * unit,
      afterClaimMs: random.below(KILL_WITHIN_MS),
    };
  }
}
