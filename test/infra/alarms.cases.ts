import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { alarmTable } from '../../infra/monitoring/alarms/create.ts';
import { CONSUMER_CACHE_SECONDS } from '../../lambdas/contract.ts';
import { ALL_METRICS } from '../../lambdas/metrics.ts';
import { newStack, templateOf } from './synthesized.ts';

const stack = newStack();
const template = Template.fromStack(stack);
const table = alarmTable(stack.scheduler);

const alarmsIn = (synthesized: Template) =>
  Object.values(synthesized.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const alarms = alarmsIn(template);
const alarmOf = (id: string, synthesized = template) => {
  const title = table.find((one) => one.id === id)?.title ?? '';
  const found = alarmsIn(synthesized).filter(({ AlarmName }) => AlarmName.endsWith(`: ${title}`));
  expect(found).toHaveLength(1);
  return found[0];
};

describe('alarms', () => {
  test('are these, and nobody is woken for what can wait', () => {
    const by = (severity: string) => table.filter((one) => one.severity === severity).map(({ id }) => id);

    expect(by('page')).toEqual([
      'heartbeat-missing',
      'overdue',
      'app-misconfigured',
      'grant-rescued',
      'publishing-failing',
      'service-level',
      'expired',
      'certificate-ends-now',
      'tick-errors',
    ]);
    expect(by('ticket')).toEqual([
      'grants-refused',
      'tick-near-limit',
      'census-late',
      'malformed',
      'certificate-ends',
      'census-errors',
      'notify-errors',
      'reject-errors',
      'dead-letters-failed-ticks',
      'dead-letters-undelivered-ticks',
      'dead-letters-undelivered-censuses',
      'dead-letters-undelivered-notices',
      'dead-letters-rejections',
    ]);
    expect(alarms).toHaveLength(table.length);
  });

  test.each(table.map(({ id, severity }) => [id, severity] as const))(
    '%s tells the topic %s when it rings and when it is over',
    (id, severity) => {
      const topic = stack.resolve(stack.scheduler.notices[severity].topicArn);

      const { AlarmActions, OKActions, InsufficientDataActions } = alarmOf(id);

      expect([AlarmActions, OKActions, InsufficientDataActions]).toEqual([[topic], [topic], undefined]);
    },
  );

  test('take a missing value for a bad sign at the heartbeat alone', () => {
    const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');

    expect(breaching).toEqual([alarmOf('heartbeat-missing')]);
    expect(breaching[0]).toMatchObject({
      MetricName: 'Heartbeat',
      Statistic: 'Sum',
      Period: 60,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 3,
    });
    for (const { TreatMissingData } of alarms)
      expect(['breaching', 'notBreaching', 'ignore']).toContain(TreatMissingData);
  });

  test('let a verdict of the census stand until the next one', () => {
    const names = ALL_METRICS.filter(({ of }) => of === 'census').map(({ name }) => name);

    const ofCensuses = alarms.filter(({ MetricName }) => names.includes(MetricName));

    expect(ofCensuses).toHaveLength(5);
    for (const alarm of ofCensuses)
      expect(alarm).toMatchObject({
        Period: 900,
        DatapointsToAlarm: 1,
        EvaluationPeriods: 1,
        TreatMissingData: 'ignore',
      });
  });

  test('ring at the service level when a token ends within the time for which it may be cached', () => {
    expect(alarmOf('service-level')).toMatchObject({
      MetricName: 'MinSecondsToExpiry',
      Statistic: 'Minimum',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: CONSUMER_CACHE_SECONDS,
    });
  });

  test('follow the settings: a tick is near its limit at four fifths of it', () => {
    const chosen = templateOf({ timeout: Duration.seconds(30) });

    expect(alarmOf('tick-near-limit').Threshold).toBe(40_000);
    expect(alarmOf('tick-near-limit', chosen).Threshold).toBe(24_000);
  });

  test('ask for two bad signs or more in a row wherever one alone is made good by itself', () => {
    const single = table.filter(({ periods: [breaching] }) => breaching === 1).map(({ entry }) => entry);

    expect([...new Set(single)].sort()).toEqual([
      'certificate-ends',
      'dead-letters',
      'expired',
      'grant-rescued',
      'grants-refused',
      'malformed',
      'service-level',
    ]);
  });

  test('watch a metric as it stands, of the fleet as a whole', () => {
    for (const alarm of alarms) {
      expect(alarm).not.toHaveProperty('Metrics');
      expect(alarm.Dimensions).toHaveLength(1);
    }
  });

  test('watch every queue in which something is kept that could not be done', () => {
    const kept = Object.entries(template.findResources('AWS::SQS::Queue'))
      .filter(([, { Properties }]) => Properties.MessageRetentionPeriod > 0)
      .map(([id]) => ({ 'Fn::GetAtt': [id, 'QueueName'] }));

    const queues = alarms
      .filter(({ Namespace }) => Namespace === 'AWS/SQS')
      .map(({ Dimensions }) => Dimensions[0].Value);

    expect(queues).toEqual(expect.arrayContaining(kept));
    expect(queues).toHaveLength(kept.length);
  });

  test('watch every function that runs by itself', () => {
    const { operator } = stack.scheduler;
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'))
      .map((Ref) => ({ Ref }))
      .filter(({ Ref }) => Ref !== stack.resolve(operator.function.functionName).Ref);

    const failing = alarms
      .filter(({ Namespace }) => Namespace === 'AWS/Lambda')
      .map(({ Dimensions }) => Dimensions[0].Value);

    expect(failing).toEqual(expect.arrayContaining(functions));
    expect(failing).toHaveLength(functions.length);
  });

  test('have names of their own in every fleet', () => {
    const namesOf = (fleet: string) => alarmsIn(templateOf({ fleet })).map(({ AlarmName }) => AlarmName);

    const names = [...namesOf('north'), ...namesOf('south')];

    expect(new Set(names).size).toBe(2 * table.length);
    expect(names).toContain('refresh-scheduler north: heartbeat missing');
  });
});

describe('what an alarm says', () => {
  test('ends with its entry in the runbook, wherever that is', () => {
    const runbook = 'https://wiki.example/oauth/runbook';

    const { AlarmDescription } = alarmOf('overdue', templateOf({ runbook }));

    expect(AlarmDescription).toMatch(/\. More: https:\/\/wiki\.example\/oauth\/runbook#overdue$/);
    expect(alarmOf('overdue').AlarmDescription).toMatch(/ More: docs\/runbook\.md#overdue$/);
  });

  test('fits where CloudWatch puts it, with the longest address of a runbook too', () => {
    const longest = alarmsIn(templateOf({ runbook: 'x'.repeat(256), fleet: 'f'.repeat(64) }));

    for (const { AlarmName, AlarmDescription } of longest) {
      expect(AlarmDescription.length).toBeLessThanOrEqual(1_024);
      expect(AlarmName.length).toBeLessThanOrEqual(255);
    }
  });

  test('names commands that there are', () => {
    const named = table.flatMap(({ first }) =>
      [...first.matchAll(/`refresh-scheduler ([a-z]+)/g)].map(([, command]) => command),
    );

    const missing = named.filter(
      (command) => !existsSync(new URL(`../../cli/commands/${command}.ts`, import.meta.url)),
    );

    expect(named.length).toBeGreaterThan(3);
    expect(missing).toEqual([]);
  });

  test('has its entry in the runbook', () => {
    const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
    /** As GitHub makes them. */
    const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );

    const missing = table.map(({ entry }) => entry).filter((entry) => !anchors.includes(entry));

    expect(missing).toEqual([]);
  });
});
