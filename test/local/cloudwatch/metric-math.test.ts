import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ExpressionError } from '../../../local/cloudwatch/metric-math/error.ts';
import { type Line, Lines } from '../../../local/cloudwatch/metric-math/lines.ts';
import { parseExpression } from '../../../local/cloudwatch/metric-math/parse.ts';
import { statisticOf } from '../../../local/cloudwatch/metrics/statistics.ts';
import { windowsUpTo } from '../../../local/cloudwatch/metrics/windows.ts';
import { aDatum, aStore } from './a-cloud-watch.ts';

const SUM = statisticOf('Sum');

const metric = (id: string, name: string, period?: number): Line => ({
  id,
  source: { kind: 'metric', metric: { namespace: 'Fleet', name, dimensions: {} }, statistic: SUM },
  ...(period !== undefined && { period }),
});

const expression = (text: string, id?: string): Line => ({
  source: { kind: 'expression', expression: parseExpression(text) },
  ...(id !== undefined && { id }),
});

/** Three minutes: m1 has 1, nothing, 3; m2 has 10, 20, nothing; m3 has never had a value. */
const known = () => {
  const { store, time } = aStore();
  for (const [name, value, before] of [
    ['M1', 1, 2],
    ['M1', 3, 0],
    ['M2', 10, 2],
    ['M2', 20, 1],
  ] as const)
    store.put(aDatum(value, before, { name, dimensions: {} }));
  return { store, time };
};
const OTHERS = [metric('m1', 'M1'), metric('m2', 'M2'), metric('m3', 'M3')];

const seriesOf = (text: string, others: readonly Line[] = OTHERS) => {
  const { store, time } = known();
  const line = expression(text);
  return new Lines([...others, line], store, 1).read(line, windowsUpTo(time.thisMinute(), 3, 1));
};
const points = (text: string, others?: readonly Line[]) =>
  seriesOf(text, others).map((series) => series.points);

describe('metric math', () => {
  test.each<[string, (number | null)[]]>([
    ['1 + 2 * 3', [7, 7, 7]],
    ['(1 + 2) * 3', [9, 9, 9]],
    ['8 - 3 - 2', [3, 3, 3]],
    ['12 / 3 / 2', [2, 2, 2]],
    ['-2 + 5', [3, 3, 3]],
    ['-m1', [-1, null, -3]],
    ['m1', [1, null, 3]],
    ['m1 * 10 + 0.5', [10.5, null, 30.5]],
    ['100 - m2', [90, 80, null]],
    ['m1 + m2', [11, null, null]],
    ['m1 / (m1 - 1)', [null, null, 1.5]],
    ['m1 / 0', [null, null, null]],
    ['1 / 0', [null, null, null]],
    ['FILL(m1, 0)', [1, 0, 3]],
    ['FILL(m1, REPEAT)', [1, 1, 3]],
    ['FILL(m2, REPEAT) + FILL(m3, 0)', [10, 20, 20]],
    ['FILL(m3, REPEAT)', [null, null, null]],
    ['SUM([m1, m2])', [11, 20, 3]],
    ['SUM([m3])', [null, null, null]],
    ['SUM(METRICS())', [11, 20, 3]],
    ['SUM([m1, m2]) / PERIOD(m1)', [11 / 60, 20 / 60, 3 / 60]],
  ])('%s', (text, expected) => {
    expect(points(text)).toEqual([expected]);
  });

  test('refers to other expressions, too', () => {
    const others = [...OTHERS, expression('FILL(m1, 0)', 'filled'), expression('filled * 2', 'twice')];

    expect(points('twice + filled', others)).toEqual([[3, 0, 9]]);
  });

  test('has as many series as there are in a list', () => {
    expect(points('METRICS() * 2')).toEqual([
      [2, null, 6],
      [20, 40, null],
      [null, null, null],
    ]);
  });

  test.each<[string, string]>([
    ['', 'something is missing at the end'],
    ['m1 +', 'something is missing at the end'],
    ['(m1', 'something is missing at the end'],
    ['m1 m2', "'m2' is not expected at position 3"],
    ['m1 ? m2', "'? m2' is not understood at position 3"],
    ['m1 > 2', "'> 2' is not understood at position 3"],
    ['ANOMALY_DETECTION_BAND(m1, 2)', 'the function ANOMALY_DETECTION_BAND is not known here'],
    ['toString(m1)', 'the function toString is not known here'],
    ['FILL(m1, LINEAR)', 'FILL: FILL is known here with a number or REPEAT only'],
    ['FILL(m1)', 'FILL: 1 arguments where 2 are needed'],
    ['PERIOD(m1 + m2)', 'PERIOD: PERIOD needs the id of a metric'],
    ["SEARCH('{Fleet}', 'tm90')", 'the statistic tm90 is not known here'],
    ["SEARCH('{Fleet}', 'Sum', 90)", 'a period of 90 s is not known here'],
    ['['.repeat(200), 'brackets more than 100 deep'],
    ['1+'.repeat(2_000), 'an expression of more than 2048 characters'],
  ])('%s is refused, and what is wrong is named', (text, problem) => {
    expect(() => parseExpression(text)).toThrow(ExpressionError);
    expect(() => parseExpression(text)).toThrow(problem);
  });

  test.each<[string, string]>([
    ['nobody + 1', 'there is no line with the id nobody'],
    ['PERIOD(nobody)', 'there is no line with the id nobody'],
    ["'text' + 1", "'text' is a text where a value is needed"],
    ['METRICS() + [m1, m2]', 'two lists cannot be joined by +'],
  ])('%s cannot be worked out, and says why', (text, problem) => {
    expect(() => points(text)).toThrow(ExpressionError);
    expect(() => points(text)).toThrow(problem);
  });

  test('a line that needs itself is refused', () => {
    const others = [expression('b + 1', 'a'), expression('a + 1', 'b')];

    expect(() => points('a', others)).toThrow('needs itself');
  });

  test('throws nothing but its own error, whatever it is given, and ends', () => {
    const parts = [
      'm1',
      'm2',
      '1',
      '2.5',
      '+',
      '-',
      '*',
      '/',
      '(',
      ')',
      '[',
      ']',
      ',',
      ' ',
      'FILL(',
      'SUM(',
      'METRICS()',
      'REPEAT',
      'PERIOD(',
      "SEARCH('{Fleet,a} a=\"b\"', 'Sum')",
      "'",
      '"',
      'é',
      '0x',
    ];
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.array(fc.constantFrom(...parts)).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        try {
          for (const { points: found } of seriesOf(source)) expect(found).toHaveLength(3);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the period of a line', () => {
  const periodOf = (line: Line, others: readonly Line[] = []) =>
    new Lines([...others, line], known().store, 5).periodOf(line);

  test('is its own, or else that of the graph', () => {
    expect([periodOf(metric('m', 'M', 15)), periodOf(metric('m', 'M')), periodOf(expression('1'))]).toEqual([
      15, 5, 5,
    ]);
  });

  test('is the longest of what an expression is made of', () => {
    const others = [metric('a', 'A', 1), metric('b', 'B', 60)];

    expect(periodOf(expression('a + b'), others)).toBe(60);
    expect(periodOf(expression("a + SEARCH('{Fleet}', 'Sum', 120)"), others)).toBe(2);
  });
});

describe('SEARCH', () => {
  const search = (query: string, statistic = 'Sum') => {
    const { store, time } = aStore();
    for (const [provider, value] of [
      ['kii', 4],
      ['dkn', 1],
      ['dkn', 2],
    ] as const)
      store.put(aDatum(value, 0, { dimensions: { fleet: 'local', provider } }));
    store.put(aDatum(8, 0, { dimensions: { fleet: 'other', provider: 'dkn' } }));
    store.put(aDatum(16, 0, { dimensions: { fleet: 'local' } }));
    store.put(aDatum(32, 0, { name: 'Due', dimensions: { fleet: 'local', provider: 'dkn' } }));
    const line = expression(`SEARCH('${query}', '${statistic}')`);
    const series = new Lines([line], store, 1).read(line, windowsUpTo(time.thisMinute(), 1, 1));
    return series.map(({ name, points: [value] }) => [name, value]);
  };

  test('finds one series for each provider of the fleet, by name', () => {
    expect(search('{Fleet,fleet,provider} MetricName="Refreshed" fleet="local"')).toEqual([
      ['dkn', 3],
      ['kii', 4],
    ]);
  });

  test('takes whatever statistic it is given', () => {
    expect(search('{Fleet,provider,fleet} MetricName="Refreshed" fleet="local"', 'p50')).toEqual([
      ['dkn', 1],
      ['kii', 4],
    ]);
  });

  test('finds metrics with these dimensions and no others', () => {
    expect(search('{Fleet,fleet}')).toEqual([['Refreshed local', 16]]);
    expect(search('{Elsewhere,fleet}')).toEqual([]);
  });

  test.each<[string, string]>([
    ['MetricName="X"', 'SEARCH needs {Namespace,Dimension,...}'],
    ['{Fleet,} MetricName="X"', 'SEARCH has no name'],
    ['{Fleet,fleet} Refreshed', 'SEARCH knows only Name="value" here, not \'Refreshed\''],
    ['{Fleet,fleet} MetricName="A" OR MetricName="B"', "not 'OR MetricName"],
    ['{Fleet,fleet} provider="dkn"', 'SEARCH asks for provider, which is not in {Fleet,fleet}'],
  ])('refuses %s', (query, problem) => {
    expect(() => search(query)).toThrow(problem);
  });
});
