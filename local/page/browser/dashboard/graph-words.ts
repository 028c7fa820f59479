import type { BrokenSpell } from '../../../live/snapshot.ts';
import { clockText } from '../words/clock.ts';
import { quantityText } from '../words/units.ts';
import { newestOf, unitOf } from './graph-series.ts';
import type { WidgetOf } from './widget.ts';

type Graph = WidgetOf<'graph'>;

/** A line of a legend or of a tooltip. */
export interface GraphWord {
  readonly index: number;
  readonly label: string;
  readonly value: string;
}

const NO_VALUE = '–';

const wordsOf = (graph: Graph, pick: (points: Graph['series'][number]) => number | undefined): GraphWord[] =>
  graph.series.map((series, index) => {
    const value = pick(series);
    const unit = unitOf(graph, series.axis);
    return { index, label: series.label, value: value === undefined ? NO_VALUE : quantityText(value, unit) };
  });

/** Pure: each series with its newest value. */
export const legendOf = (graph: Graph): GraphWord[] => wordsOf(graph, newestOf);

/** Pure: each series with its value in one period. */
export const valuesAt = (graph: Graph, at: number): GraphWord[] =>
  wordsOf(graph, ({ points }) => points.find(([begin]) => begin === at)?.[1] ?? undefined);

/** Pure: what was broken on purpose at a moment. */
export const brokenAt = (
  broken: readonly BrokenSpell[],
  at: number,
  periodMs: number,
  now: number,
): string[] =>
  broken.filter(({ from, to }) => from < at + periodMs && (to ?? now) >= at).map(({ name }) => name);

/** Pure: what somebody hears who does not see the graph. */
export const spokenGraph = (graph: Graph): string => {
  if (graph.none !== undefined) return `${graph.title}: ${graph.none}`;
  const newest = legendOf(graph).map(({ label, value }) => `${label} ${value}`);
  return `${graph.title}, from ${clockText(graph.from)} to ${clockText(graph.to)}. Newest: ${newest.join(', ')}.`;
};
