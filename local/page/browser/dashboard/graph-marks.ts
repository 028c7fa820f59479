import type { LineSeriesOption } from 'echarts';
import type { Line } from '../../../cloudwatch/views.ts';
import type { BrokenSpell } from '../../../live/snapshot.ts';
import type { Theme } from '../page/theme.ts';
import { colorOf } from './graph-series.ts';
import { BREADTH, FONT_SIZE } from './graph-sizes.ts';
import type { WidgetOf } from './widget.ts';

type Graph = WidgetOf<'graph'>;

/** A limit runs across the whole graph, and says what it is; two that lie close do so at either end. */
export const limitOptions = (graph: Graph, theme: Theme): LineSeriesOption[] =>
  graph.lines.map((line: Line, index) => {
    const color = colorOf(line, theme.ground);
    return {
      type: 'line',
      yAxisIndex: line.axis === 'left' ? 0 : 1,
      data: [],
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { color, type: 'dashed', width: BREADTH },
        label: {
          position: index % 2 === 0 ? 'insideStartTop' : 'insideEndTop',
          formatter: line.label,
          color: theme.text,
          fontSize: FONT_SIZE,
          textBorderColor: theme.ground,
          textBorderWidth: 3,
        },
        data: [{ yAxis: line.value }],
      },
    };
  });

/** When something was broken on purpose, behind everything: cause and effect in one picture. A moment is a line. */
export const brokenOption = (
  { from, to }: Graph,
  broken: readonly BrokenSpell[],
  theme: Theme,
): LineSeriesOption => {
  const seen = broken.filter((spell) => (spell.to ?? to) >= from && spell.from <= to);
  const isMoment = (spell: BrokenSpell) => spell.to === spell.from;
  return {
    type: 'line',
    data: [],
    markArea: {
      silent: true,
      itemStyle: { color: theme.shade },
      data: seen
        .filter((spell) => !isMoment(spell))
        .map((spell) => [{ xAxis: Math.max(from, spell.from) }, { xAxis: Math.min(to, spell.to ?? to) }]),
    },
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: theme.quiet, type: 'dotted', width: 1 },
      data: seen.filter(isMoment).map((spell) => ({ xAxis: spell.from })),
    },
  };
};
