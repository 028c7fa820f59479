import type { BarSeriesOption, EChartsOption, LineSeriesOption, YAXisComponentOption } from 'echarts';
import type { Axis, Series } from '../../../cloudwatch/views.ts';
import type { BrokenSpell } from '../../../live/snapshot.ts';
import type { Theme } from '../page/theme.ts';
import { clockText, shortClockText } from '../words/clock.ts';
import { quantityText } from '../words/units.ts';
import { scaleOf } from './axis-scale.ts';
import { brokenOption, limitOptions } from './graph-marks.ts';
import { colorOf, comesAndGoes, drawnSeries, standsAlone, unitOf, valuesOn } from './graph-series.ts';
import { BREADTH, FONT_SIZE, MARK } from './graph-sizes.ts';
import type { WidgetOf } from './widget.ts';

type Graph = WidgetOf<'graph'>;

/** Under this, minutes alone would say the same twice on the axis. */
const SECONDS_SHOWN_UNDER = 5 * 60_000;

/** Pure: what the charts' library is to draw. */
export const graphOption = (graph: Graph, broken: readonly BrokenSpell[], theme: Theme): EChartsOption => {
  const { from, to } = graph;
  const clock = to - from < SECONDS_SHOWN_UNDER ? clockText : shortClockText;
  return {
    animation: false,
    textStyle: { fontFamily: theme.font },
    grid: {
      left: 4,
      right: 10,
      top: 12,
      bottom: 2,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'time',
      min: from,
      max: to,
      splitNumber: 4,
      axisLine: { lineStyle: { color: theme.rule } },
      axisTick: { lineStyle: { color: theme.rule } },
      axisLabel: {
        color: theme.quiet,
        fontSize: FONT_SIZE,
        hideOverlap: true,
        showMinLabel: false,
        formatter: (at: number) => clock(at),
      },
    },
    yAxis: [axisOption(graph, 'left', theme), axisOption(graph, 'right', theme)],
    series: [
      ...seriesOptions(graph, theme),
      ...limitOptions(graph, theme),
      brokenOption(graph, broken, theme),
    ],
  };
};

const axisOption = (graph: Graph, side: 'left' | 'right', theme: Theme): YAXisComponentOption => {
  const fixed: Axis = graph[side];
  const unit = unitOf(graph, side);
  const values = valuesOn(graph, side);
  return {
    type: 'value',
    position: side,
    show: side === 'left' || values.length > 0,
    ...scaleOf(values, unit, fixed),
    splitLine: { show: side === 'left', lineStyle: { color: theme.rule } },
    axisLabel: {
      color: theme.quiet,
      fontSize: FONT_SIZE,
      formatter: (value: number) => (value === 0 ? '0' : quantityText(value, unit)),
    },
  };
};

const seriesOptions = (graph: Graph, theme: Theme): (LineSeriesOption | BarSeriesOption)[] => {
  const isBars = graph.stacked && comesAndGoes(graph);
  return drawnSeries(graph).map((series) => {
    const common = {
      name: series.label,
      yAxisIndex: series.axis === 'left' ? 0 : 1,
      color: colorOf(series, theme.ground),
      ...(graph.stacked && { stack: series.axis }),
    };
    return isBars
      ? {
          ...common,
          type: 'bar',
          barMinWidth: 2,
          barMaxWidth: 8,
          data: series.points.map((point) => [...point]),
        }
      : { ...common, ...lineOption(series, graph) };
  });
};

const lineOption = ({ points }: Series, { stacked, series }: Graph): LineSeriesOption => ({
  type: 'line',
  lineStyle: { width: BREADTH },
  symbol: 'circle',
  showAllSymbol: true,
  data: points.map((point, index) => ({
    value: [...point],
    symbolSize: standsAlone(points, index) ? MARK : 0,
  })),
  ...(stacked && { areaStyle: { opacity: 0.35 } }),
  ...(!stacked && series.length === 1 && { areaStyle: { opacity: 0.1 } }),
});
