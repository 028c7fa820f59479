const MINUTE = 60_000;

/**
 * Time as the fleet lives it. A stack may run `tempo` times as fast as deployed: its schedules fire that much more often,
 * and tokens, margins and back-offs are that much shorter. What the template says of time (a period, the range of a
 * dashboard, the threshold of a span) is meant for a fleet as deployed. So everything here counts in the fleet's own
 * minutes, and a span that the fleet plans with is measured in them. This is the one place that knows of the wall clock.
 */
export class FleetTime {
  /** A minute of the fleet on the wall clock, in ms. */
  readonly minuteMs: number;
  readonly #tempo: number;
  readonly #clock: () => number;

  constructor(tempo: number, clock: () => number) {
    this.#tempo = tempo;
    this.#clock = clock;
    this.minuteMs = MINUTE / tempo;
  }

  /** Epoch ms, on the wall. */
  now(): number {
    return this.#clock();
  }

  /** The number of the minute that contains a moment of the wall clock. */
  minuteAt(at: number): number {
    return Math.floor((at * this.#tempo) / MINUTE);
  }

  thisMinute(): number {
    return this.minuteAt(this.now());
  }

  /** When a minute begins, in epoch ms on the wall. */
  startOf(minute: number): number {
    return Math.round((minute * MINUTE) / this.#tempo);
  }

  /** `Seconds` are spans that the fleet plans with; what machines took, and counts, are the same at any tempo. */
  measured(value: number, unit: string | undefined): number {
    return unit === 'Seconds' ? value * this.#tempo : value;
  }
}
