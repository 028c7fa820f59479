import * as echarts from 'echarts';
import { HOUR, MINUTE } from '../lambdas/core/time.ts';
import type { Measured } from './margin-report.ts';

const WIDTH = 1_000;
const HEIGHT = 460;

/** Live-token time against outage length, one panel a lifetime, one line a margin: as SVG. */
export const chartOf = (measured: readonly Measured[]): string => {
  const lifetimes = [...new Set(measured.map(({ lifetime }) => lifetime))];
  const margins = [...new Set(measured.map(({ margin }) => margin.name))];
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    legend: { data: margins, bottom: 6 },
    title: lifetimes.map((lifetime, panel) => ({
      text: `tokens live ${lifetime / HOUR} h`,
      left: panel === 0 ? '26%' : '75%',
      textAlign: 'center',
      textStyle: { fontSize: 14 },
    })),
    grid: lifetimes.map((_, panel) => ({
      left: panel === 0 ? 70 : '56%',
      width: '39%',
      top: 40,
      bottom: 90,
    })),
    xAxis: lifetimes.map((_, gridIndex) => ({
      gridIndex,
      type: 'log' as const,
      name: 'outage, minutes',
      nameLocation: 'middle' as const,
      nameGap: 28,
      min: 1,
      max: 480,
    })),
    yAxis: lifetimes.map((_, gridIndex) => ({
      gridIndex,
      type: 'value' as const,
      name: gridIndex === 0 ? 'live-token time during it and 30 min after, %' : '',
      nameLocation: 'middle' as const,
      nameGap: 44,
      min: 0,
      max: 100,
    })),
    series: lifetimes.flatMap((lifetime, panel) =>
      margins.map((name) => ({
        name,
        type: 'line' as const,
        xAxisIndex: panel,
        yAxisIndex: panel,
        symbolSize: 5,
        lineStyle: { width: name === '1/4' ? 4 : 1.5 },
        data: measured
          .filter((one) => one.lifetime === lifetime && one.margin.name === name)
          .map(({ length, live }) => [length / MINUTE, 100 * live]),
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
};
