import type { FleetTime } from '../fleet-time.ts';
import { type Datum, keyOf, type Metric } from './metric.ts';
import { Distribution } from './statistics.ts';
import { startsOf, type Windows } from './windows.ts';

/** Far more than a fleet has. What comes on top is not taken until others have aged away. */
const METRICS_KEPT = 1_000;
/** As CloudWatch takes what is dated ahead of its own clock, but shorter: here all clocks are one. */
const MINUTES_AHEAD = 2;
/** Without a reader that looks further back. */
const MINUTES_KEPT = 180;

interface Kept {
  readonly metric: Metric;
  readonly byMinute: Map<number, Distribution>;
}

/** Keeps the values of every metric, minute by minute, as far back as somebody reads. */
export class MetricStore {
  readonly #time: FleetTime;
  readonly #kept = new Map<string, Kept>();
  #minutesKept = MINUTES_KEPT;

  constructor(time: FleetTime) {
    this.#time = time;
  }

  /** Somebody will read this far back, in the fleet's minutes. */
  reachBack(minutes: number): void {
    this.#minutesKept = Math.max(this.#minutesKept, minutes);
  }

  /** What is dated before all that is kept, or ahead of the clock, is not taken. */
  put({ at, values, unit, ...metric }: Datum): void {
    const minute = this.#time.minuteAt(at);
    const now = this.#time.thisMinute();
    const isInTime = minute > now - this.#minutesKept && minute <= now + MINUTES_AHEAD;
    if (!isInTime) return;
    const kept = this.#seriesFor(metric, now);
    if (!kept) return;
    let distribution = kept.byMinute.get(minute);
    if (!distribution) {
      distribution = new Distribution();
      kept.byMinute.set(minute, distribution);
      this.#forget(kept, now);
    }
    for (const value of values)
      if (Number.isFinite(value)) distribution.add(this.#time.measured(value, unit));
  }

  /** The values in each of the periods; undefined where there are none. */
  read(metric: Metric, windows: Windows): (Distribution | undefined)[] {
    const byMinute = this.#kept.get(keyOf(metric))?.byMinute;
    return startsOf(windows).map((start) => {
      let merged: Distribution | undefined;
      for (let minute = start; minute < start + windows.period; minute += 1) {
        const found = byMinute?.get(minute);
        if (!found || found.count === 0) continue;
        merged ??= new Distribution();
        merged.merge(found);
      }
      return merged;
    });
  }

  metrics(): Metric[] {
    return [...this.#kept.values()].map(({ metric }) => metric);
  }

  /** How much is held: minutes of all metrics together. */
  get size(): number {
    return [...this.#kept.values()].reduce((sum, { byMinute }) => sum + byMinute.size, 0);
  }

  #seriesFor(metric: Metric, now: number): Kept | undefined {
    const key = keyOf(metric);
    const known = this.#kept.get(key);
    if (known) return known;
    if (this.#kept.size >= METRICS_KEPT) this.#forgetAll(now);
    if (this.#kept.size >= METRICS_KEPT) return undefined;
    const made = { metric, byMinute: new Map<number, Distribution>() };
    this.#kept.set(key, made);
    return made;
  }

  #forget({ byMinute }: Kept, now: number): void {
    if (byMinute.size <= this.#minutesKept) return;
    for (const minute of byMinute.keys()) if (minute <= now - this.#minutesKept) byMinute.delete(minute);
  }

  #forgetAll(now: number): void {
    for (const [key, kept] of this.#kept) {
      for (const minute of kept.byMinute.keys())
        if (minute <= now - this.#minutesKept) kept.byMinute.delete(minute);
      if (kept.byMinute.size === 0) this.#kept.delete(key);
    }
  }
}
