import { CloudWatch } from '../../../local/cloudwatch/cloud-watch.ts';
import { FleetTime } from '../../../local/cloudwatch/fleet-time.ts';
import type { Datum } from '../../../local/cloudwatch/metrics/metric.ts';
import { MetricStore } from '../../../local/cloudwatch/metrics/metric-store.ts';

export const MINUTE = 60_000;
/** The beginning of a minute, an hour and a day. */
export const NOON = Date.UTC(2026, 10, 22, 12);

/** A clock that tests move. */
export const aClock = (at = NOON) => {
  const clock = { at, now: () => clock.at };
  return clock;
};

/** An empty store, at any tempo. */
export const aStore = ({ at = NOON, tempo = 1 } = {}) => {
  const clock = aClock(at);
  const time = new FleetTime(tempo, clock.now);
  return { clock, time, store: new MetricStore(time) };
};

/** One value of the metric `Refreshed` in `Fleet`, this many minutes before noon. */
export const aDatum = (
  value: number,
  minutesBefore = 0,
  { dimensions = { fleet: 'local' }, ...change }: Partial<Datum> = {},
): Datum => ({
  namespace: 'Fleet',
  name: 'Refreshed',
  dimensions,
  at: NOON - minutesBefore * MINUTE,
  values: [value],
  ...change,
});

/** CloudWatch at noon, with what is put into it. */
export const aCloudWatch = ({ tempo = 1 } = {}) => {
  const clock = aClock();
  return { clock, cloudWatch: new CloudWatch({ region: 'us-east-1', tempo, clock: clock.now }) };
};

/** A line as Powertools prints metrics. */
export const emfLine = (
  values: Record<string, number | number[]>,
  dimensions: Record<string, string>,
  at: number,
) =>
  JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: 'Fleet',
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.keys(values).map((Name) => ({ Name, Unit: 'Count' })),
        },
      ],
    },
    ...dimensions,
    ...values,
  });
