import type { Line, Series } from '../../../cloudwatch/views.ts';
import { seenOn } from '../page/contrast.ts';
import { type Unit, unitIn } from '../words/units.ts';
import { COLORS } from './series-colors.ts';
import type { WidgetOf } from './widget.ts';

type Graph = WidgetOf<'graph'>;

/** Pure: a colour as it is seen on this ground. A line has none of its own where its dashboard gives it none. */
export const colorOf = ({ color = COLORS[0] ?? '' }: Series | Line, ground: string): string =>
  seenOn(color, ground);

/** Pure: what an axis counts. Its own label says it best, else the graph's title. */
export const unitOf = ({ left, right, title }: Graph, axis: 'left' | 'right'): Unit => {
  const { label } = axis === 'left' ? left : right;
  return unitIn(label ?? title);
};

/** So many periods back a value is still one of now. What is emitted only where it is not zero would stand for ever. */
const PERIODS_OF_NOW = 12;

/** Pure: the newest value of a series, where there is one. */
export const newestOf = ({ points }: Pick<Series, 'points'>): number | undefined =>
  points.slice(-PERIODS_OF_NOW).findLast(([, value]) => value !== null)?.[1] ?? undefined;

/** Pure: the periods in which any series has a value. */
const filledIn = ({ series }: Graph): ReadonlySet<number> =>
  new Set(series.flatMap(({ points }) => points.flatMap(([at, value]) => (value === null ? [] : [at]))));

/**
 * Pure: whether values come and go, as counts do that are emitted only where they are not zero. Of such no area can be
 * told; they are bars.
 */
export const comesAndGoes = (graph: Graph): boolean => {
  const filled = filledIn(graph);
  const [first, last] = [Math.min(...filled), Math.max(...filled)];
  return graph.series.some(({ points }) => points.some(([at]) => at > first && at < last && !filled.has(at)));
};

/**
 * Pure: the series as they are drawn. What lies on others must have a value where they have one, and what has none there
 * adds nothing.
 */
export const drawnSeries = (graph: Graph): Graph['series'] => {
  if (!graph.stacked) return graph.series;
  const filled = filledIn(graph);
  return graph.series.map((one) => ({
    ...one,
    points: one.points.map(([at, value]) => [at, value ?? (filled.has(at) ? 0 : null)] as const),
  }));
};

/** Pure: every value that must find room on an axis; stacked ones lie on each other. */
export const valuesOn = ({ series, lines, stacked }: Graph, axis: 'left' | 'right'): number[] => {
  const drawn = series.filter((one) => one.axis === axis);
  const limits = lines.filter((one) => one.axis === axis).map(({ value }) => value);
  const values = drawn.flatMap(({ points }) => points.map(([, value]) => value ?? 0));
  if (!stacked) return [...values, ...limits];
  const sums = new Map<number, number>();
  for (const { points } of drawn)
    for (const [at, value] of points) sums.set(at, (sums.get(at) ?? 0) + (value ?? 0));
  return [...sums.values(), ...limits];
};

/** Pure: a value between two gaps, of which no line would tell. */
export const standsAlone = (points: Series['points'], index: number): boolean =>
  (points[index]?.[1] ?? null) !== null &&
  (points[index - 1]?.[1] ?? null) === null &&
  (points[index + 1]?.[1] ?? null) === null;
