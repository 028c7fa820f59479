import { describe, expect, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { DEFAULTS } from '../../infra/settings.ts';
import { DEFAULT_SETTINGS } from '../../planning/fleet.ts';
import * as inventory from '../../planning/inventory.ts';
import { newStack, templateOf } from './synthesized.ts';

type Props = NonNullable<Parameters<typeof newStack>[0]>;

const warningsOf = (props: Props): readonly string[] =>
  Annotations.fromStack(newStack(props))
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data));

const twoHours = Duration.hours(2);

describe('an expected fleet', () => {
  test('that nobody names is warned of by nothing', () => {
    expect(warningsOf({})).toEqual([]);
  });

  test('that fits is warned of by nothing', () => {
    expect(warningsOf({ expected: { principals: 10_000, lifetime: twoHours } })).toEqual([]);
  });

  test('that does not fit is warned of at synth, with the limit, the figure and the remedy', () => {
    const warnings = warningsOf({ expected: { principals: 20_000, lifetime: twoHours } });

    expect(warnings).toEqual([
      expect.stringMatching(
        /^The expected fleet does not fit: requests that the cloud allows its apps: 229\.9 of 193 a tick\. .+ Spread the principals over more apps: one may ask 4 times at once\. \[ack: refresh-scheduler:expected-apps\]$/,
      ),
    ]);
  });

  test('is weighed with its apps, its cloud and the settings of the tick', () => {
    const expected = { principals: 60_000, lifetime: twoHours, provider: 'kii', apps: 20 };

    const asDefault = warningsOf({ expected });
    const raised = warningsOf({ expected, concurrency: 48 });

    expect(asDefault).toEqual([expect.stringContaining('Raise concurrency above 24; it may be 64.')]);
    expect(raised).toEqual([]);
  });

  test('whose tokens live too short for the versions of a secret is warned of however small it is', () => {
    const warnings = warningsOf({ expected: { principals: 1, lifetime: Duration.minutes(10) } });

    expect(warnings).toEqual([expect.stringContaining('versions of one secret in a day: 320 of 100')]);
  });

  test('changes nothing of what is deployed', () => {
    const plain = templateOf().toJSON();

    expect(
      Template.fromStack(newStack({ expected: { principals: 5, lifetime: twoHours } })).toJSON(),
    ).toEqual(plain);
  });
});

describe('what is planned with', () => {
  const template = templateOf();
  const many = (type: string): number => Object.keys(template.findResources(type)).length;

  test('are the defaults of the construct', () => {
    const { concurrency, publishRate, memorySize, timeout } = DEFAULTS;

    expect(DEFAULT_SETTINGS).toEqual({
      concurrency,
      publishRate,
      memorySize,
      timeout: timeout.toMilliseconds(),
    });
  });

  test('is what the stack has', () => {
    expect({
      alarms: many('AWS::CloudWatch::Alarm'),
      dashboards: many('AWS::CloudWatch::Dashboard'),
      rules: many('AWS::CloudWatch::InsightRule'),
      keys: many('AWS::KMS::Key'),
      schedules: many('AWS::Scheduler::Schedule'),
      listened: many('AWS::Lambda::EventSourceMapping'),
    }).toEqual({
      alarms: inventory.ALARMS,
      dashboards: inventory.DASHBOARDS,
      rules: inventory.INSIGHT_RULES,
      keys: inventory.KEYS,
      schedules: inventory.SCHEDULES,
      listened: inventory.LISTENED_QUEUES,
    });
  });

  test('is the memory that the functions have', () => {
    const memory = Object.values(template.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.MemorySize,
    );

    expect(memory.sort()).toEqual([...Object.values(inventory.MEMORY), DEFAULT_SETTINGS.memorySize].sort());
  });
});
