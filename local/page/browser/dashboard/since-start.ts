import type { Series, WidgetView } from '../../../cloudwatch/views.ts';

/** A graph that began a moment ago would be one point. */
const LEAST_MS = 3 * 60_000;

/**
 * Pure: a widget without the time before the run. CloudWatch draws hours; of a run that began a minute ago that would be
 * an empty page with a line at its edge.
 */
export const sinceStart = (widget: WidgetView, startedAt: number, now: number): WidgetView => {
  const from = Math.min(startedAt, now - LEAST_MS);
  if (widget.kind === 'graph') {
    const series = widget.series.map((one) => ({ ...one, points: pointsFrom(one.points, from) }));
    const firsts = series.flatMap(({ points }) => points.slice(0, 1).map(([at]) => at));
    return { ...widget, series, from: Math.max(widget.from, Math.min(from, ...firsts)) };
  }
  if (widget.kind === 'figures')
    return {
      ...widget,
      figures: widget.figures.map((figure) => ({ ...figure, points: pointsFrom(figure.points, from) })),
    };
  return widget;
};

/** With the one in whose period the time begins. */
const pointsFrom = (points: Series['points'], from: number): Series['points'] => {
  const first = points.findIndex(([at]) => at > from);
  return first === -1 ? points.slice(-1) : points.slice(Math.max(0, first - 1));
};
