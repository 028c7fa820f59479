import { MINUTE } from '../lambdas/core/time.ts';
import { Violation } from './books.ts';
import type { CloudApp } from './clouds/cloud-app.ts';
import type { ControlItems } from './ports/controls.ts';
import type { Service } from './service.ts';

/** A run that began before may still ask: its time limit, and clocks that differ. */
const RUNS_END = MINUTE;
/** Until an outage is known for one, everybody who is due may have run into it. */
const IS_KNOWN = 3 * MINUTE;
/** One probe a tick, and ticks that overlap. */
const ASKED_A_MINUTE = 12;

interface Parts {
  readonly now: () => number;
  readonly controls: ControlItems;
  readonly dynamo: Service;
  readonly violated: (violation: Violation) => void;
}

/** Watches who is asked, and how often: not those whom an operator paused, and hardly those who are down. */
export class Watch {
  readonly #parts: Parts;
  readonly #asked = new Map<CloudApp, { minute: number; times: number }>();
  /** The most in a minute that an app was asked while it was known to be down. */
  most = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  asked(app: CloudApp): void {
    const { now, controls } = this.#parts;
    const at = now();
    const pausedAt = controls.apps.get(app.name)?.operatorPausedAt ?? controls.everythingPausedAt;
    if (pausedAt !== undefined && at - pausedAt > RUNS_END)
      this.#violated("an operator's pause is kept", `${app.name} was asked`);
    if (!this.#isKnownToBeDown(app, at)) return;
    const minute = Math.floor(at / MINUTE);
    const asked = this.#asked.get(app);
    const times = asked?.minute === minute ? asked.times + 1 : 1;
    this.#asked.set(app, { minute, times });
    this.most = Math.max(this.most, times);
    if (times > ASKED_A_MINUTE)
      this.#violated('a cloud that is down is left in peace', `${app.name} was asked ${times} times`);
  }

  /** What is known is kept in the table of controls: while that is away, every run finds out by itself. */
  #isKnownToBeDown(app: CloudApp, at: number): boolean {
    const isDown = app.since !== undefined && !['slow', 'throttling'].includes(app.weather);
    return isDown && at - (app.since ?? at) > IS_KNOWN && this.#parts.dynamo.wellFor(at) > IS_KNOWN;
  }

  #violated(promise: string, what: string): void {
    this.#parts.violated(new Violation(promise, undefined, what));
  }
}
