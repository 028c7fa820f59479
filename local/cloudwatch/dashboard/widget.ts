import type { Alarm } from '../alarms/alarm.ts';
import type { FleetTime } from '../fleet-time.ts';
import type { LogStore } from '../log-store.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import type { AlarmView, WidgetView } from '../views.ts';

/** What widgets draw from. */
export interface WidgetSources {
  readonly time: FleetTime;
  readonly metrics: MetricStore;
  readonly logs: LogStore;
  /** Of the stack, by ARN. */
  readonly alarms: ReadonlyMap<string, Alarm>;
  readonly viewOf: (alarm: Alarm) => AlarmView;
  /** What the whole dashboard shows, in the fleet's minutes. */
  readonly rangeMinutes: number;
}

/** What a widget shows now, without its place. */
export type Drawn = DistributiveOmit<WidgetView, 'x' | 'y' | 'width' | 'height'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

export type Draw = () => Drawn;

/** Reads the properties of one kind of widget. @throws what its parts throw, or {@link ShapeError} */
export type ReadWidget = (properties: unknown, sources: WidgetSources) => Draw;
