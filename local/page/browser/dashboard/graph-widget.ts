import { type EChartsType, init } from 'echarts';
import type { BrokenSpell } from '../../../live/snapshot.ts';
import { element, setAttributes, setText } from '../page/element.ts';
import { type Piece, pieces } from '../page/pieces.ts';
import type { Theme } from '../page/theme.ts';
import { clockText } from '../words/clock.ts';
import { emptyNote, frame } from './frame.ts';
import { graphOption } from './graph-option.ts';
import { colorOf } from './graph-series.ts';
import { brokenAt, type GraphWord, legendOf, spokenGraph, valuesAt } from './graph-words.ts';
import type { WidgetOf } from './widget.ts';

type Graph = WidgetOf<'graph'>;

/** What is drawn besides the graph's own, and how. */
export interface Surroundings {
  readonly theme: () => Theme;
  readonly broken: () => readonly BrokenSpell[];
}

export const graphWidget = ({ title }: Graph, { theme, broken }: Surroundings): Piece<Graph> => {
  const { node, body } = frame('graph', title);
  const drawing = element('div', { class: 'drawing' });
  const canvas = element('div', { class: 'canvas', role: 'img' }, drawing);
  const legend = element('ul', { class: 'legend' });
  const empty = emptyNote();
  body.append(canvas, empty);
  node.append(legend);
  let graph: Graph | undefined;
  let chart: EChartsType | undefined;

  const showLegend = pieces<GraphWord>(
    legend,
    ({ index, label }) => `${index} ${label}`,
    ({ index }) => {
      const parts = legendLine();
      return {
        node: parts.node,
        update(word) {
          parts.fill(word, graph?.series[index], theme());
        },
      };
    },
  );
  const watched = new ResizeObserver(() => chart?.resize());
  watched.observe(canvas);

  const tooltip = (at: number): HTMLElement | string => {
    if (!graph) return '';
    const shown = graph;
    const words = valuesAt(shown, at).map((word) => {
      const line = legendLine();
      line.fill(word, shown.series[word.index], theme());
      return line.node;
    });
    const spells = brokenAt(broken(), at, periodOf(shown), shown.to);
    return element(
      'div',
      { class: 'tooltip' },
      element('p', {}, clockText(at)),
      element('ul', { class: 'legend' }, ...words),
      ...spells.map((name) => element('p', { class: 'broken' }, name)),
    );
  };

  return {
    node,
    update(next) {
      graph = next;
      const isEmpty = next.none !== undefined;
      setAttributes(canvas, { 'aria-label': spokenGraph(next) });
      setText(empty, next.none ?? '');
      empty.hidden = !isEmpty;
      canvas.hidden = isEmpty;
      showLegend(isEmpty ? [] : legendOf(next));
      if (isEmpty) return;
      chart ??= init(drawing, undefined, { renderer: 'canvas' });
      chart.setOption({ ...graphOption(next, broken(), theme()), tooltip: tooltipOption(tooltip) }, true);
    },
    end() {
      watched.disconnect();
      chart?.dispose();
    },
  };
};

const tooltipOption = (content: (at: number) => HTMLElement | string) => ({
  trigger: 'axis' as const,
  confine: true,
  transitionDuration: 0,
  className: 'tooltip-frame',
  // Of the library's own looks nothing stays: the style sheet has them.
  backgroundColor: 'transparent',
  borderWidth: 0,
  padding: 0,
  axisPointer: { type: 'line' as const, animation: false },
  formatter: (params: unknown): HTMLElement | string => {
    const [first] = [params].flat() as readonly { readonly axisValue?: number | string }[];
    return content(Number(first?.axisValue));
  },
});

const periodOf = ({ series }: Graph): number => {
  const [first, second] = series[0]?.points ?? [];
  return first && second ? second[0] - first[0] : 0;
};

/** A series with its colour and a value, in a legend or a tooltip. */
const legendLine = () => {
  const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
  const label = element('span', { class: 'word' });
  const value = element('span', { class: 'number' });
  return {
    node: element('li', {}, swatch, label, value),
    fill(word: GraphWord, series: Graph['series'][number] | undefined, { ground }: Theme): void {
      if (series) swatch.style.backgroundColor = colorOf(series, ground);
      setText(label, word.label);
      setText(value, word.value);
    },
  };
};
