import type { AlarmState } from '../views.ts';
import { COMPARISONS, type Condition } from './evaluation.ts';

/** A value of the alarm's range, and the beginning of its period in epoch ms. */
export type Dated = readonly [at: number, value: number | null];

export const UNCHECKED = 'Unchecked: Initial alarm creation';

const TREATED_AS = {
  breaching: 'Breaching',
  notBreaching: 'NonBreaching',
  ignore: 'Ignored',
  missing: 'Missing',
};

/** Why an alarm went into a state, in CloudWatch's words. @param range oldest first */
export const reasonFor = (state: AlarmState, range: readonly Dated[], condition: Condition): string => {
  const { comparison, threshold, periods, datapoints, missing } = condition;
  const real = range.filter((dated): dated is readonly [number, number] => dated[1] !== null).slice(-periods);
  if (state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${periods} ${periods === 1 ? 'datapoint was' : 'datapoints were'} unknown.`;
  if (real.length < periods && (real.length === 0 || missing === 'breaching'))
    return `Threshold Crossed: ${received(real.length)} for ${counted(periods, 'period')} and ${treated(
      periods - real.length,
    )} treated as [${TREATED_AS[missing]}].`;

  const { words, breaches } = COMPARISONS[comparison];
  const isAlarm = state === 'ALARM';
  const telling = real.filter(([, value]) => breaches(value, threshold) === isAlarm);
  const least = isAlarm ? datapoints : periods - datapoints + 1;
  const transition = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return (
    `Threshold Crossed: ${telling.length} out of the last ${real.length} datapoints ` +
    `[${telling.toReversed().map(text).join(', ')}] ${was(telling.length)} ${isAlarm ? '' : 'not '}${words} the threshold ` +
    `(${decimal(threshold)}) (minimum ${counted(least, 'datapoint')} for ${transition} transition).`
  );
};

const received = (count: number): string =>
  count === 0 ? 'no datapoints were received' : `${counted(count, 'datapoint')} ${was(count)} received`;

const treated = (count: number): string => `${counted(count, 'missing datapoint')} ${was(count)}`;

const was = (count: number): string => (count === 1 ? 'was' : 'were');

const text = ([at, value]: readonly [number, number]): string => `${decimal(value)} (${shortTime(at)})`;

/** `22/11/26 05:55:00` */
const shortTime = (at: number): string => {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${time.slice(0, 8)}`;
};

const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
