import { describe, expect, test } from '@jest/globals';
import type { LineSeriesOption } from 'echarts';
import { scaleOf } from '../../../local/page/browser/dashboard/axis-scale.ts';
import { graphOption } from '../../../local/page/browser/dashboard/graph-option.ts';
import {
  comesAndGoes,
  drawnSeries,
  standsAlone,
  valuesOn,
} from '../../../local/page/browser/dashboard/graph-series.ts';
import {
  brokenAt,
  legendOf,
  spokenGraph,
  valuesAt,
} from '../../../local/page/browser/dashboard/graph-words.ts';
import { SeriesColors } from '../../../local/page/browser/dashboard/series-colors.ts';
import { sinceStart } from '../../../local/page/browser/dashboard/since-start.ts';
import { sparkline } from '../../../local/page/browser/dashboard/sparkline.ts';
import { contrastOf, type Rgb, rgbOf, seenOn } from '../../../local/page/browser/page/contrast.ts';
import { AT } from '../live/a-snapshot.ts';
import { aGraph, pointsOf } from './a-cloud-watch.ts';

const THEME = {
  ground: '#ffffff',
  text: '#000000',
  quiet: '#555555',
  rule: '#dddddd',
  shade: '#eeeeee',
  font: 'x',
};
const seriesOf = (...args: Parameters<typeof graphOption>) =>
  graphOption(...args).series as LineSeriesOption[];

describe('a scale', () => {
  test.each([
    [[0, 7], 'count', { min: 0, max: 8, interval: 2 }],
    [[1], 'count', { min: 0, max: 1, interval: 1 }],
    [[], 'count', { min: 0, max: 1, interval: 1 }],
    [[0, 0], 'seconds', { min: 0, max: 1, interval: 0.5 }],
    [[2_100], 'seconds', { min: 0, max: 2_400, interval: 600 }],
    [[-130, 200], 'seconds', { min: -240, max: 240, interval: 120 }],
    [[85], 'milliseconds', { min: 0, max: 100, interval: 50 }],
    [[6.4], 'dollars', { min: 0, max: 8, interval: 2 }],
  ] as const)('for %j in %s has steps that one can read', (values, unit, scale) => {
    expect(scaleOf(values, unit)).toEqual(scale);
  });

  test('keeps the ends that the dashboard fixes', () => {
    expect(scaleOf([7], 'count', { min: 0, max: 5 })).toMatchObject({ min: 0, max: 5 });
    expect(scaleOf([7, -3], 'count', { min: 0 })).toMatchObject({ min: 0, max: 8 });
  });

  test('has room for sums where series are stacked, and for limits', () => {
    const series = ['a', 'b'].map((label) => ({ label, axis: 'left' as const, points: pointsOf(() => 3) }));
    const lines = [{ label: 'limit', value: 50, axis: 'left' as const }];

    expect(Math.max(...valuesOn(aGraph({ series, stacked: true, lines: [] }), 'left'))).toBe(6);
    expect(Math.max(...valuesOn(aGraph({ series, stacked: false, lines }), 'left'))).toBe(50);
    expect(valuesOn(aGraph({ series, lines }), 'right')).toEqual([]);
  });
});

describe('a graph', () => {
  test('draws each series on its axis, limits with their words, and shades what was broken', () => {
    const broken = [
      { name: 'long over', from: 0, to: 1 },
      { name: 'outage of huawei', from: AT - 60_000 },
    ];

    const [series, limit, shade] = seriesOf(aGraph(), broken, THEME);

    expect(series).toMatchObject({ name: 'shortest', yAxisIndex: 0 });
    expect(limit?.markLine).toMatchObject({ label: { formatter: 'least margin' }, data: [{ yAxis: 410 }] });
    expect(shade?.markArea?.data).toEqual([[{ xAxis: AT - 60_000 }, { xAxis: AT }]]);
  });

  test('marks a value between two gaps, which no line would show', () => {
    const points = pointsOf((index) => (index === 3 || index > 30 ? 1 : null));

    const [series] = seriesOf(aGraph({ series: [{ label: 'a', axis: 'left', points }] }), [], THEME);

    const data = (series?.data ?? []) as { symbolSize: number }[];
    const marked = data.flatMap(({ symbolSize }, index) => (symbolSize > 0 ? [index] : []));
    expect(marked).toEqual([3]);
    expect(standsAlone(points, 31)).toBe(false);
  });

  test('draws what was broken for a moment as a line', () => {
    const kill = { name: 'the function was killed', from: AT - 9_000, to: AT - 9_000 };

    const shade = seriesOf(aGraph(), [kill], THEME).at(-1);

    expect(shade?.markArea?.data).toEqual([]);
    expect(shade?.markLine?.data).toEqual([{ xAxis: AT - 9_000 }]);
  });

  test('lets what is stacked add nothing where others have a value, and gaps be gaps', () => {
    const values = [
      [1, null, null],
      [2, 2, null],
    ];
    const series = values.map((of, index) => ({
      label: `${index}`,
      axis: 'left' as const,
      points: of.map((value, at) => [at, value] as const),
    }));
    const drawn = (stacked: boolean) =>
      drawnSeries(aGraph({ series, stacked })).map(({ points }) => points.map(([, value]) => value));

    expect(drawn(true)).toEqual([
      [1, 0, null],
      [2, 2, null],
    ]);
    expect(drawn(false)).toEqual(values);
  });

  test('draws what comes and goes as bars where it is stacked, else as an area', () => {
    const graph = (valueAt: (index: number) => number | null) =>
      aGraph({ stacked: true, series: [{ label: 'a', axis: 'left', points: pointsOf(valueAt) }], lines: [] });
    const [sparse, steady, late] = [
      graph((index) => (index % 3 === 0 ? 1 : null)),
      graph(() => 1),
      graph((index) => (index > 9 ? 1 : null)),
    ];

    expect([sparse, steady, late].map(comesAndGoes)).toEqual([true, false, false]);
    expect([sparse, steady].map((one) => seriesOf(one, [], THEME)[0]?.type)).toEqual(['bar', 'line']);
  });

  test('begins with the run, where that is later than what the dashboard shows', () => {
    const graph = aGraph({ series: [{ label: 'a', axis: 'left', points: pointsOf((index) => index) }] });
    const early = { ...graph, from: AT - 4 * 60 * 60_000 };

    const shown = [sinceStart(early, AT - 3_600_000, AT), sinceStart(early, AT - 1_000, AT)];

    expect(shown.map((one) => one.kind === 'graph' && AT - one.from)).toEqual([3_600_000, 180_000]);
    expect(sinceStart(graph, 0, AT)).toEqual(graph);
  });

  test('tells the newest values with their unit, and a dash where there is none', () => {
    const series = [
      { label: 'p50', axis: 'left' as const, points: pointsOf((index) => (index < 35 ? 8.25 : null)) },
      { label: 'p99', axis: 'left' as const, points: pointsOf((index) => (index < 24 ? 40 : null)) },
    ];

    expect(legendOf(aGraph({ series, left: { label: 'milliseconds' } }))).toEqual([
      { index: 0, label: 'p50', value: '8.25 ms' },
      { index: 1, label: 'p99', value: '–' },
    ]);
  });

  test('tells the values of one period', () => {
    const series = [{ label: 'a', axis: 'left' as const, points: pointsOf((index) => index) }];
    const at = series[0]?.points[7]?.[0] ?? 0;

    expect(valuesAt(aGraph({ series }), at)).toEqual([{ index: 0, label: 'a', value: '7 s' }]);
  });

  test('is told in words to who does not see it', () => {
    expect(spokenGraph(aGraph())).toMatch(/^Until the first token ends, from .*Newest: shortest 31 min/);
    expect(spokenGraph(aGraph({ none: 'Nothing was measured.' }))).toBe(
      'Until the first token ends: Nothing was measured.',
    );
  });

  test('knows what was broken in a period', () => {
    const broken = [
      { name: 'was', from: 100, to: 200 },
      { name: 'is', from: 300 },
    ];

    expect(brokenAt(broken, 150, 10, 400)).toEqual(['was']);
    expect(brokenAt(broken, 295, 10, 400)).toEqual(['is']);
    expect(brokenAt(broken, 210, 10, 400)).toEqual([]);
  });
});

describe('a colour of a series', () => {
  const series = (label: string, color?: string) => ({
    label,
    axis: 'left' as const,
    points: pointsOf(() => 1),
    ...(color !== undefined && { color }),
  });
  const colorsIn = (colors: SeriesColors, ...of: ReturnType<typeof series>[]) => {
    const filled = colors.fill(aGraph({ series: of }));
    return filled.kind === 'graph' ? filled.series.map(({ color }) => color) : [];
  };

  test('is the same for the same label in every graph, and the one that the dashboard gives', () => {
    const colors = new SeriesColors();

    const [dkn, huawei] = colorsIn(colors, series('dkn'), series('huawei'));

    expect(huawei).not.toBe(dkn);
    expect(colorsIn(colors, series('huawei'))).toEqual([huawei]);
    expect(colorsIn(colors, series('dkn', '#123456'))).toEqual(['#123456']);
  });
});

describe('a colour of a dashboard', () => {
  const AWS = [
    '#1f77b4',
    '#ff7f0e',
    '#2ca02c',
    '#d62728',
    '#9467bd',
    '#8c564b',
    '#e377c2',
    '#7f7f7f',
    '#ffffff',
  ];

  test.each(['#ffffff', '#161e25'])('is seen on %s', (ground) => {
    const rgb = (color: string): Rgb => rgbOf(color) ?? [0, 0, 0];
    const seen = AWS.map((color) => rgb(seenOn(color, ground)));

    const least = Math.min(...seen.map((color) => contrastOf(color, rgb(ground))));
    expect(least).toBeGreaterThanOrEqual(3);
  });

  test('stays as it is where it is seen already, and where it is no colour that we know', () => {
    expect(seenOn('#d62728', '#ffffff')).toBe('#d62728');
    expect(seenOn('tomato', '#ffffff')).toBe('tomato');
  });

  test('has the contrast that WCAG gives as example', () => {
    expect(contrastOf([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
    expect(contrastOf([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2);
  });
});

describe('a small line behind a number', () => {
  test('is broken where there is no value', () => {
    const points = [1, 2, null, 0, 2].map((value, index) => [index * 10, value] as const);

    expect(sparkline(points, 40, 10)).toBe('M0.0 5.0L10.0 0.0M30.0 10.0L40.0 0.0');
  });

  test('runs through the middle where nothing changes, and is none of a single value', () => {
    expect(
      sparkline(
        [
          [0, 3],
          [1, 3],
        ],
        10,
        10,
      ),
    ).toBe('M0.0 5.0L10.0 5.0');
    expect(sparkline([[0, 3]], 10, 10)).toBe('');
  });
});
