import { type Counts, NOTHING_COUNTED, together } from '../core/census.ts';
import { Tally } from '../core/tally.ts';
import type { Tempo } from '../core/tempo.ts';
import { HOUR, SECOND } from '../core/time.ts';
import type { CensusPorts, Progress } from './census-ports.ts';
import type { AppControl } from './ports.ts';
import { quietAfterFailure } from './quiet-after-failure.ts';

/** Parts of the table that are read at once. What is unfinished says its own number. */
const SEGMENTS = 4;
/** A killed run loses no more than this of the way; what it mended stays mended. */
const KEEP_EVERY = 15 * SECOND;
/** More than all attempts of one call take. */
const TIME_TO_PUT_AWAY = 15 * SECOND;
/** What was counted longer ago says nothing of today. */
const LONGEST_CENSUS = 6 * HOUR;

export interface CensusSettings {
  /** The invocation's own end, epoch ms. */
  readonly deadline: number;
  readonly tempo: Tempo;
  readonly deep: boolean;
}

/** One run of a census, which goes on where the last one stopped: what its rows and secrets share. */
export class CensusRun {
  readonly ports: CensusPorts;
  readonly tempo: Tempo;
  /** What was changed, and what was found and left, by app. */
  readonly mended = new Tally();
  readonly found = new Tally();
  /** Every app that ticks know, with its provider; `undefined` where its item breaks the contract. */
  readonly knownApps = new Map<string, string | undefined>();
  readonly #deadline: number;
  #progress: Progress;
  #keptAt: number;

  private constructor(ports: CensusPorts, { deadline, tempo }: CensusSettings, progress: Progress) {
    this.ports = { ...ports, announcer: quietAfterFailure(ports.announcer) };
    this.tempo = tempo;
    this.#deadline = deadline;
    this.#progress = progress;
    this.#keptAt = ports.clock.now();
  }

  static async begin(ports: CensusPorts, settings: CensusSettings): Promise<CensusRun> {
    const now = ports.clock.now();
    const unfinished = await ports.record.unfinished();
    const goesOn =
      unfinished !== undefined &&
      now - unfinished.startedAt < LONGEST_CENSUS &&
      (unfinished.deep || !settings.deep);
    return new CensusRun(ports, settings, goesOn ? unfinished : fromTheStart(now, settings.deep));
  }

  get progress(): Progress {
    return this.#progress;
  }

  get isDone(): boolean {
    const { segments, listing } = this.#progress;
    return listing === 'done' && segments.every((at) => at === 'done');
  }

  hasTime(): boolean {
    return this.ports.clock.now() < this.#deadline - TIME_TO_PUT_AWAY;
  }

  /** A page of the table was worked off: place and counts move together, so that what is kept is always consistent. */
  cameTo(index: number, next: string | undefined, counts: Counts): void {
    const segments = this.#progress.segments.with(index, next === undefined ? 'done' : { after: next });
    this.#progress = { ...this.#progress, segments, counts: together(this.#progress.counts, counts) };
  }

  listedTo(next: string | undefined, counts: Counts): void {
    const listing = next === undefined ? 'done' : { from: next };
    this.#progress = { ...this.#progress, listing, counts: together(this.#progress.counts, counts) };
  }

  /** What was mended on the way stays counted; orphans are counted anew. */
  listsAgain(): void {
    const counts = { ...this.#progress.counts, orphans: 0 };
    this.#progress = { ...this.#progress, listing: 'start', counts };
  }

  async keepNowAndThen(): Promise<void> {
    const now = this.ports.clock.now();
    if (now - this.#keptAt < KEEP_EVERY) return;
    this.#keptAt = now;
    await this.keep();
  }

  /** What cannot be kept is done again by the next run. */
  async keep(): Promise<void> {
    const { record, journal } = this.ports;
    await record
      .keep(this.#progress)
      .catch((error) => journal.warn('census progress could not be kept', { error }));
  }

  knows({ apps, malformed }: { apps: readonly AppControl[]; malformed: readonly string[] }): void {
    for (const app of malformed) this.knownApps.set(app, undefined);
    for (const { app, provider } of apps) this.knownApps.set(app, provider);
  }
}

const fromTheStart = (now: number, deep: boolean): Progress => ({
  startedAt: now,
  deep,
  segments: Array.from({ length: SEGMENTS }, () => 'start' as const),
  listing: 'start',
  counts: NOTHING_COUNTED,
});
