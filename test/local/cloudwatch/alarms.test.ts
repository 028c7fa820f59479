import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { readAlarm } from '../../../local/cloudwatch/alarms/definition.ts';
import { CloudWatch } from '../../../local/cloudwatch/cloud-watch.ts';
import { aCloudWatch, aDatum, MINUTE, NOON } from './a-cloud-watch.ts';

const PAGE = 'arn:aws:sns:us-east-1:000000000000:page';
const TICKET = 'arn:aws:sns:us-east-1:000000000000:ticket';

/** As a template has it: the sum of `Refreshed` a minute, over 5. */
const properties = (change: object = {}) => ({
  AlarmDescription: 'Look at it. More: docs/runbook.md#busy',
  Namespace: 'Fleet',
  MetricName: 'Refreshed',
  Dimensions: [{ Name: 'fleet', Value: 'local' }],
  Statistic: 'Sum',
  Period: 60,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 5,
  EvaluationPeriods: 1,
  TreatMissingData: 'notBreaching',
  AlarmActions: [PAGE],
  OKActions: [PAGE],
  ...change,
});

const read = (change: object = {}) => readAlarm(properties(change), 'busy', 'arn:alarm:busy');

/** An alarm, under a clock that is moved minute by minute. */
const watching = (change: object = {}, options: { tempo?: number } = {}) => {
  const { clock, cloudWatch } = aCloudWatch(options);
  cloudWatch.topics.add(PAGE);
  cloudWatch.topics.add(TICKET);
  cloudWatch.pageBy(PAGE);
  cloudWatch.addAlarm(read(change));
  return {
    cloudWatch,
    /** A minute with these values, and what the alarm is then. */
    minute(...values: number[]) {
      for (const value of values) cloudWatch.metrics.put(aDatum(value, 0, { at: clock.at }));
      clock.at += MINUTE / (options.tempo ?? 1);
      cloudWatch.pass();
      return cloudWatch.view().alarms[0];
    },
  };
};

describe('an alarm', () => {
  test('begins without a verdict, and tells why it is as it is', () => {
    const { cloudWatch } = watching();

    expect(cloudWatch.view().alarms).toEqual([
      {
        name: 'busy',
        state: 'INSUFFICIENT_DATA',
        since: NOON,
        why: 'Unchecked: Initial alarm creation',
        description: 'Look at it. More: docs/runbook.md#busy',
        severity: 'page',
        history: [],
      },
    ]);
  });

  test('goes off, and is over, with its changes on record', () => {
    const { minute } = watching();

    const states = [minute(1), minute(4, 4), minute(9), minute(0)].map((view) => view?.state);

    expect(states).toEqual(['OK', 'ALARM', 'ALARM', 'OK']);
    expect(minute(1)).toMatchObject({
      since: NOON + 4 * MINUTE,
      why: expect.stringContaining('was not greater than the threshold (5.0)'),
      history: [
        { at: NOON + 4 * MINUTE, to: 'OK' },
        { at: NOON + 2 * MINUTE, to: 'ALARM' },
        { at: NOON + MINUTE, to: 'OK' },
      ],
    });
  });

  test('does not judge a minute that is not over', () => {
    const { cloudWatch, minute } = watching();
    minute(1);

    cloudWatch.metrics.put(aDatum(9, -1));
    cloudWatch.pass();

    expect(cloudWatch.view().alarms[0]?.state).toBe('OK');
  });

  test('keeps the last twenty changes', () => {
    const { minute } = watching();
    for (let n = 0; n < 30; n += 1) minute(n % 2 === 0 ? 9 : 0);

    expect(minute(9)?.history).toHaveLength(20);
  });

  test('watches an expression', () => {
    const stat = (MetricName: string) => ({
      Metric: { Namespace: 'Fleet', MetricName, Dimensions: properties().Dimensions },
      Period: 60,
      Stat: 'Sum',
    });
    const { minute } = watching({
      Namespace: undefined,
      MetricName: undefined,
      Dimensions: undefined,
      Statistic: undefined,
      Period: undefined,
      Threshold: 10,
      Metrics: [
        { Id: 'all', Expression: 'FILL(refreshed, 0) * 2 + FILL(never, 0)' },
        { Id: 'refreshed', MetricStat: stat('Refreshed'), ReturnData: false },
        { Id: 'never', MetricStat: stat('Never'), ReturnData: false },
      ],
    });

    expect([minute(5), minute(6), minute()].map((view) => view?.state)).toEqual(['OK', 'ALARM', 'OK']);
  });

  test('judges at the tempo of the fleet', () => {
    const { minute } = watching({ EvaluationPeriods: 2 }, { tempo: 12 });

    const states = [minute(9), minute(9), minute(9), minute(9)].map((view) => view?.state);

    expect(states).toEqual(['OK', 'ALARM', 'ALARM', 'ALARM']);
  });

  test('does not take for missing what was before the start', () => {
    const silent = {
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    };
    jest.useFakeTimers({ now: NOON });
    const { minute, cloudWatch } = watching(silent);
    cloudWatch.start();

    const states = [minute(), minute(), minute()].map((view) => view?.state);

    cloudWatch.stop();
    jest.useRealTimers();
    expect(states).toEqual(['INSUFFICIENT_DATA', 'INSUFFICIENT_DATA', 'ALARM']);
  });
});

describe('what an alarm tells its topics', () => {
  test('has name, state, reason, description and time', () => {
    const { cloudWatch, minute } = watching({ OKActions: [] });
    minute(0);
    minute(9);

    expect(cloudWatch.view().notices).toEqual([
      {
        at: NOON + 2 * MINUTE,
        severity: 'page',
        subject: 'ALARM: "busy" in us-east-1',
        text: expect.any(String),
      },
    ]);
    const [{ text } = { text: '' }] = cloudWatch.view().notices;
    for (const part of [
      'has entered the ALARM state',
      '- Name:                       busy',
      'docs/runbook.md#busy',
      'OK -> ALARM',
      '(minimum 1 datapoint for OK -> ALARM transition).',
      '2026-11-22 12:02:00 UTC',
    ])
      expect(text).toContain(part);
  });

  test('goes out when it is over too, newest first, to the topic that is named for it', () => {
    const { cloudWatch, minute } = watching({ OKActions: [TICKET] });
    minute(9);
    minute(0);

    expect(
      cloudWatch.view().notices.map(({ severity, subject }) => [severity, subject.split(':')[0]]),
    ).toEqual([
      ['ticket', 'OK'],
      ['page', 'ALARM'],
    ]);
  });

  test.each<[string, object]>([
    ['its actions are disabled', { ActionsEnabled: false }],
    ['it has none', { AlarmActions: [], OKActions: [] }],
    [
      'its topic is not of this stack',
      { AlarmActions: ['arn:aws:sns:us-east-1:1:elsewhere'], OKActions: [] },
    ],
  ])('is nothing where %s', (_, change) => {
    const { cloudWatch, minute } = watching(change);
    minute(9);
    minute(0);

    expect(cloudWatch.view().notices).toEqual([]);
  });

  test('are the last hundred, whoever sent them', () => {
    const { cloudWatch } = watching();
    for (let n = 1; n <= 150; n += 1) cloudWatch.topics.publish(TICKET, { subject: `${n}`, text: 'x' });

    const subjects = cloudWatch.view().notices.map(({ subject }) => subject);

    expect(subjects).toHaveLength(100);
    expect(subjects[0]).toBe('150');
  });
});

describe('an alarm that is not understood', () => {
  const query = (change: object) => ({
    Namespace: undefined,
    MetricName: undefined,
    Dimensions: undefined,
    Statistic: undefined,
    Period: undefined,
    Metrics: [{ Id: 'all', ...change }],
  });

  test.each<[string, object, string]>([
    ['a property that is not known', { Strange: 1 }, 'Strange'],
    ['no metric', { Namespace: undefined }, 'a metric with namespace, name, period and statistic is needed'],
    ['a strange comparison', { ComparisonOperator: 'GreaterThanUpperThreshold' }, 'ComparisonOperator'],
    [
      'a strange statistic',
      { Statistic: undefined, ExtendedStatistic: 'tm90' },
      'the statistic tm90 is not known',
    ],
    ['a short period', { Period: 10 }, 'a period of 10 s is not known'],
    ['more datapoints than periods', { DatapointsToAlarm: 2 }, '2 datapoints of 1 can never breach'],
    [
      'nothing returned',
      query({ Expression: '1', ReturnData: false }),
      'exactly one of Metrics has to return data, not 0',
    ],
    [
      'a search',
      query({ Expression: "SUM(SEARCH('{Fleet,fleet}', 'Sum'))" }),
      'an alarm cannot watch a SEARCH',
    ],
    ['a list', query({ Expression: '[1, 2]' }), 'an alarm watches one series, not 2'],
    ['a stranger', query({ Expression: 'nobody * 2' }), 'there is no line with the id nobody'],
  ])('is refused at once: %s', (_, change, problem) => {
    const { cloudWatch } = aCloudWatch();

    expect(() => cloudWatch.addAlarm(read(change))).toThrow(problem);
  });
});

describe('the timer', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: NOON });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('judges once in a minute of the fleet from the start to the stop', () => {
    const cloudWatch = new CloudWatch({ region: 'us-east-1', tempo: 12 });
    let samples = 0;
    cloudWatch.addSampler(() => {
      samples += 1;
    });

    cloudWatch.start();
    cloudWatch.start();
    jest.advanceTimersByTime(15_000);
    cloudWatch.stop();
    jest.advanceTimersByTime(60_000);

    expect(samples).toBe(3);
    expect(jest.getTimerCount()).toBe(0);
  });
});
