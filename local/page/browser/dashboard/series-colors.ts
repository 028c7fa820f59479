import type { WidgetView } from '../../../cloudwatch/views.ts';

/** CloudWatch's own, for series to which a dashboard gives none. */
export const COLORS: readonly string[] = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
];

/** One colour a label, in every graph and for as long as the page is open: a provider is known again by it. */
export class SeriesColors {
  readonly #order = new Map<string, number>();

  of(label: string): string {
    const index = this.#order.get(label) ?? this.#order.size;
    this.#order.set(label, index);
    return COLORS[index % COLORS.length] ?? '';
  }

  /** The widget with a colour for each series. */
  fill(widget: WidgetView): WidgetView {
    if (widget.kind !== 'graph') return widget;
    return {
      ...widget,
      series: widget.series.map((series) => ({ ...series, color: series.color ?? this.of(series.label) })),
    };
  }
}
