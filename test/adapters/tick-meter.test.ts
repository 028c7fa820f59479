import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { emfEmitter } from '../../lambdas/adapters/emf.ts';
import { tickMeter } from '../../lambdas/adapters/tick-meter.ts';
import { Tally } from '../../lambdas/core/tally.ts';
import type { Meter } from '../../lambdas/flow/ports.ts';
import { METRIC, METRICS_NAMESPACE } from '../../lambdas/metrics.ts';
import { captureOutput } from '../support/printed.ts';

/** An embedded-metric-format document. */
type Emf = Record<string, unknown> & {
  _aws: {
    CloudWatchMetrics: {
      Namespace: string;
      Dimensions: string[][];
      Metrics: { Name: string; Unit: string }[];
    }[];
  };
};

let output: ReturnType<typeof captureOutput>;
let meter: Meter;

beforeEach(() => {
  output = captureOutput();
  // Named as in the deployed function, where Powertools would make a dimension of it.
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: 'refresh-scheduler' });
  meter = tickMeter(emfEmitter(metrics, 'homes'));
});
afterEach(() => output.release());

const documents = (): Emf[] => output.lines().map((line) => JSON.parse(line));
const directive = (document: Emf) => {
  const [only, ...others] = document._aws.CloudWatchMetrics;
  if (!only || others.length > 0) throw new Error('one directive a document');
  return only;
};
const unitsOf = (document: Emf) =>
  Object.fromEntries(directive(document).Metrics.map(({ Name, Unit }) => [Name, Unit]));
const facts = { durationMs: 1_234, oldestOverdueMs: 90_500 };

describe('a run', () => {
  test('tells that it happened, how long it took and how far behind it is, for the fleet as a whole', () => {
    meter.run(new Tally(), facts);

    const [run, ...others] = documents();
    expect(others).toEqual([]);
    expect(run).toMatchObject({ Heartbeat: 1, TickDuration: 1_234, OldestOverdueSeconds: 90.5 });
    expect(run && directive(run)).toMatchObject({ Namespace: 'RefreshScheduler', Dimensions: [['fleet']] });
    expect(run && unitsOf(run)).toEqual({
      Heartbeat: 'Count',
      TickDuration: 'Milliseconds',
      OldestOverdueSeconds: 'Seconds',
    });
  });

  test('tells its counts by provider, beside the fleet, and by nothing else', () => {
    const tally = new Tally();
    tally.count('due', 'dkn', 3);
    tally.count('refreshed', 'dkn', 2);
    tally.count('misconfigured', 'kii');

    meter.run(tally, facts);

    const [dkn, kii] = documents();
    expect(dkn).toMatchObject({ provider: 'dkn', Due: 3, Refreshed: 2 });
    expect(kii).toMatchObject({ provider: 'kii', Misconfigured: 1 });
    for (const document of [dkn, kii])
      expect(document && directive(document).Dimensions).toEqual([['fleet', 'provider']]);
  });

  test('names every count as the contract does, and keeps the rest to the log', () => {
    const tally = new Tally();
    const counted = [
      'due',
      'refreshed',
      'deferred',
      'refused',
      'misconfigured',
      'claimLost',
      'answerLost',
      'superseded',
      'published',
      'publishFailed',
    ] as const;
    for (const what of [...counted, 'malformed', 'rescued', 'republished', 'skipped'] as const)
      tally.count(what, 'dkn');

    meter.run(tally, facts);

    const [dkn] = documents();
    expect(Object.keys(dkn ? unitsOf(dkn) : {}).sort()).toEqual(
      counted.map((what) => METRIC[what].name).sort(),
    );
  });

  test('adds up for the fleet what alarms need, which do not know its providers', () => {
    const tally = new Tally();
    tally.count('refused', 'dkn', 2);
    tally.count('refused', 'kii', 3);
    tally.count('deferred', 'kii', 4);

    meter.run(tally, { ...facts, censusAgeMs: 90_000 });

    const whole = documents().at(-1);
    expect(whole).toMatchObject({ fleet: 'homes', Refused: 5, CensusAgeSeconds: 90 });
    expect(whole).not.toHaveProperty('Deferred');
    expect(whole).not.toHaveProperty('provider');
  });

  test('tells of a rescued grant at once, by provider and for the fleet', () => {
    meter.rescued('dkn');

    expect(documents()).toMatchObject([
      { fleet: 'homes', provider: 'dkn', Rescued: 1 },
      { fleet: 'homes', Rescued: 1 },
    ]);
  });

  test('writes no document for a provider of whom only the log speaks', () => {
    const tally = new Tally();
    tally.count('skipped', 'kii');

    meter.run(tally, facts);

    expect(documents()).toHaveLength(1);
    expect(output.text()).not.toContain('kii');
  });

  test('never names a principal or an app', () => {
    const tally = new Tally();
    tally.count('deferred', 'dkn');
    tally.note('app-of-somebody', 'http-503', 'thing-of-somebody');

    meter.run(tally, facts);

    expect(output.text()).not.toContain('of-somebody');
  });

  test('starts from nothing after the last one', () => {
    meter.providerLatency('dkn', 100);
    meter.publishLatency(20);
    meter.run(new Tally(), facts);
    const before = documents().length;

    meter.run(new Tally(), facts);

    const [second, ...others] = documents().slice(before);
    expect(others).toEqual([]);
    expect(Object.keys(second ? unitsOf(second) : {})).toEqual([
      'Heartbeat',
      'TickDuration',
      'OldestOverdueSeconds',
    ]);
  });
});

describe('latencies', () => {
  test('collect until the run ends and come as one list a provider', () => {
    for (const ms of [120, 80, 95]) meter.providerLatency('dkn', ms);
    meter.providerLatency('kii', 300);
    for (const ms of [15, 25]) meter.publishLatency(ms);
    const before = output.lines();

    meter.run(new Tally(), facts);

    const [dkn, kii, run] = documents();
    expect(before).toEqual([]);
    expect(dkn).toMatchObject({ provider: 'dkn', ProviderLatency: [120, 80, 95] });
    expect(kii).toMatchObject({ provider: 'kii', ProviderLatency: 300 });
    expect(run).toMatchObject({ PublishLatency: [15, 25] });
    expect(run).not.toHaveProperty('provider');
  });

  test('of a large run spread over documents that all name their provider; every count stands in one', () => {
    const tally = new Tally();
    tally.count('refreshed', 'dkn', 250);
    const latencies = Array.from({ length: 250 }, (_, n) => n);
    for (const ms of latencies) {
      meter.providerLatency('dkn', ms);
      meter.publishLatency(ms);
    }

    meter.run(tally, facts);

    const having = (name: string) => documents().filter((document) => name in document);
    expect(having(METRIC.providerLatency.name).flatMap((document) => document.ProviderLatency)).toEqual(
      latencies,
    );
    for (const document of having(METRIC.providerLatency.name)) {
      expect(document.provider).toBe('dkn');
      expect(directive(document).Dimensions).toEqual([['fleet', 'provider']]);
    }
    expect(having(METRIC.publishLatency.name).flatMap((document) => document.PublishLatency)).toEqual(
      latencies,
    );
    for (const document of having(METRIC.publishLatency.name))
      expect(directive(document).Dimensions).toEqual([['fleet']]);
    expect(having(METRIC.refreshed.name)).toMatchObject([{ provider: 'dkn' }, { Refreshed: 250 }]);
    expect(having(METRIC.heartbeat.name)).toHaveLength(1);
  });
});
