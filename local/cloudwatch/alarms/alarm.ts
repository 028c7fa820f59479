import type { FleetTime } from '../fleet-time.ts';
import { Lines } from '../metric-math/lines.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { startsOf, windowsBefore } from '../metrics/windows.ts';
import { ShapeError } from '../shape.ts';
import type { AlarmState, AlarmView } from '../views.ts';
import type { AlarmDefinition } from './definition.ts';
import { judge, rangeOf } from './evaluation.ts';
import { type Dated, reasonFor, UNCHECKED } from './reason.ts';

const CHANGES_KEPT = 20;

export interface StateChange {
  readonly definition: AlarmDefinition;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
  /** Epoch ms. */
  readonly at: number;
}

/** An alarm with its state. It judges when it is asked to. */
export class Alarm {
  readonly definition: AlarmDefinition;
  readonly #lines: Lines;
  readonly #time: FleetTime;
  #state: AlarmState = 'INSUFFICIENT_DATA';
  #reason = UNCHECKED;
  #since: number;
  #history: AlarmView['history'] = [];

  /** @throws {ExpressionError} {@link ShapeError} where what it watches is not one series */
  constructor(definition: AlarmDefinition, store: MetricStore, time: FleetTime) {
    const { lines, watched, period, condition } = definition;
    this.definition = definition;
    this.#lines = new Lines(lines, store, period);
    this.#time = time;
    this.#since = time.now();
    store.reachBack(rangeOf(condition) * period);
    const series = this.#lines.read(watched, { first: 0, period, count: 0 });
    if (series.length !== 1) throw new ShapeError(`an alarm watches one series, not ${series.length}`);
  }

  get state(): AlarmState {
    return this.#state;
  }

  /**
   * Judges the periods that are over by now.
   *
   * @param begun the minute since which there can be values: what was before is not missing
   * @returns the change, where there is one
   */
  evaluate(begun: number): StateChange | undefined {
    const { condition, period, watched } = this.definition;
    const now = this.#time.thisMinute();
    if (condition.missing === 'breaching' && now < begun + condition.periods * period) return undefined;
    const windows = windowsBefore(now, rangeOf(condition), period);
    const [series] = this.#lines.read(watched, windows);
    const points = series?.points ?? [];
    const verdict = judge(points, condition);
    if (verdict === 'unchanged' || verdict === this.#state) return undefined;

    const range = startsOf(windows).map(
      (start, index): Dated => [this.#time.startOf(start), points[index] ?? null],
    );
    return this.#become(verdict, reasonFor(verdict, range, condition));
  }

  view(severity: AlarmView['severity']): AlarmView {
    const { name, description } = this.definition;
    return {
      name,
      description,
      severity,
      state: this.#state,
      since: this.#since,
      why: this.#reason,
      history: this.#history,
    };
  }

  #become(to: AlarmState, reason: string): StateChange {
    const from = this.#state;
    const at = this.#time.now();
    this.#state = to;
    this.#reason = reason;
    this.#since = at;
    this.#history = [{ at, to }, ...this.#history].slice(0, CHANGES_KEPT);
    return { definition: this.definition, from, to, reason, at };
  }
}
