import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  COMPARISONS,
  type Comparison,
  type Condition,
  judge,
  TREATMENTS,
  type Treatment,
} from '../../../local/cloudwatch/alarms/evaluation.ts';
import { reasonFor } from '../../../local/cloudwatch/alarms/reason.ts';
import { NOON } from './a-cloud-watch.ts';

const over = (change: Partial<Condition> = {}): Condition => ({
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  periods: 3,
  datapoints: 3,
  missing: 'missing',
  ...change,
});

/** `0` is well, `X` breaches, `-` is missing. */
const range = (text: string): (number | null)[] =>
  [...text.replaceAll(' ', '')].map((sign) => (sign === '-' ? null : sign === 'X' ? 9 : 0));

const verdicts = (text: string, change: Partial<Condition>) =>
  Object.fromEntries(
    TREATMENTS.map((missing) => [missing, judge(range(text), over({ ...change, missing }))]),
  );

type Expected = Record<Treatment, string>;
const same = (state: string): Expected => ({
  missing: state,
  ignore: state,
  breaching: state,
  notBreaching: state,
});

describe('an alarm of 3 datapoints out of 3', () => {
  test.each<[string, Expected]>([
    ['0 - X - X', same('OK')],
    ['0 - - - -', same('OK')],
    ['0 X X - X', same('ALARM')],
    ['0 0 X X X', same('ALARM')],
    ['X X X X 0', same('OK')],
    [
      '- - - - -',
      { missing: 'INSUFFICIENT_DATA', ignore: 'unchanged', breaching: 'ALARM', notBreaching: 'OK' },
    ],
    ['- - X - -', { missing: 'ALARM', ignore: 'unchanged', breaching: 'ALARM', notBreaching: 'OK' }],
    ['- - - - X', { missing: 'OK', ignore: 'unchanged', breaching: 'ALARM', notBreaching: 'OK' }],
  ])('judges %s', (text, expected) => {
    expect(verdicts(text, { periods: 3, datapoints: 3 })).toEqual(expected);
  });
});

describe('an alarm of 2 datapoints out of 3', () => {
  test.each<[string, Expected]>([
    ['0 - X - X', same('ALARM')],
    ['0 0 X 0 X', same('ALARM')],
    ['X X 0 0 X', same('OK')],
    ['0 - X - -', { missing: 'OK', ignore: 'OK', breaching: 'ALARM', notBreaching: 'OK' }],
    ['- - - - 0', { missing: 'OK', ignore: 'OK', breaching: 'ALARM', notBreaching: 'OK' }],
    ['- - - X -', { missing: 'ALARM', ignore: 'unchanged', breaching: 'ALARM', notBreaching: 'OK' }],
  ])('judges %s', (text, expected) => {
    expect(verdicts(text, { periods: 3, datapoints: 2 })).toEqual(expected);
  });
});

test.each<[Comparison, boolean[]]>([
  ['GreaterThanThreshold', [false, false, true]],
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
])('%s of 5: 4, 5 and 6', (comparison, expected) => {
  const once = over({ comparison, periods: 1, datapoints: 1 });

  expect([4, 5, 6].map((value) => judge([value], once) === 'ALARM')).toEqual(expected);
});

test('with every value there, the treatment of missing ones makes no difference', () => {
  const all = fc.array(fc.double({ noNaN: true }), { minLength: 5, maxLength: 5 });
  const comparison = fc.constantFrom(...(Object.keys(COMPARISONS) as Comparison[]));
  fc.assert(
    fc.property(all, comparison, fc.integer({ min: 1, max: 3 }), (values, compares, datapoints) => {
      const states = TREATMENTS.map((missing) =>
        judge(values, over({ comparison: compares, datapoints, missing })),
      );

      expect(new Set(states).size).toBe(1);
    }),
  );
});

describe('the reason for a state', () => {
  const dated = (text: string) => range(text).map((value, index) => [NOON + index * 60_000, value] as const);
  const reason = (
    text: string,
    state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA',
    change: Partial<Condition> = {},
  ) => reasonFor(state, dated(text), over(change));

  test('names what breached, newest first, with the time of its period', () => {
    expect(reason('0 0 X 0 X', 'ALARM', { datapoints: 2 })).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [9.0 (22/11/26 12:04:00), 9.0 (22/11/26 12:02:00)] ' +
        'were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
  });

  test('names what did not, when it is over', () => {
    const change = { periods: 1, datapoints: 1, threshold: 0.5 };

    expect(reason('0 0 0', 'OK', change)).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (22/11/26 12:02:00)] was not greater than the ' +
        'threshold (0.5) (minimum 1 datapoint for ALARM -> OK transition).',
    );
  });

  test.each<[string, 'OK' | 'ALARM', Treatment, string]>([
    [
      '-----',
      'ALARM',
      'breaching',
      'no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
    ],
    [
      '-----',
      'OK',
      'notBreaching',
      'no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching].',
    ],
    [
      '--X--',
      'ALARM',
      'breaching',
      '1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [
      '--X-0',
      'ALARM',
      'breaching',
      '2 datapoints were received for 3 periods and 1 missing datapoint was treated as [Breaching].',
    ],
  ])('tells what was missing: %s, %s as %s', (text, state, missing, expected) => {
    expect(reason(text, state, { missing })).toBe(`Threshold Crossed: ${expected}`);
  });

  test('tells that nothing is known', () => {
    expect(reason('-----', 'INSUFFICIENT_DATA')).toBe('Insufficient Data: 3 datapoints were unknown.');
  });
});
