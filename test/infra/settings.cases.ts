import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { problemsOf } from '../../infra/setting-rules.ts';
import { DEFAULTS, type RefreshSchedulerProps, withDefaults } from '../../infra/settings.ts';
import { newStack } from './synthesized.ts';

const seconds = Duration.seconds;

describe('bad settings are refused, showing what was got and the remedy', () => {
  const cases: readonly [RefreshSchedulerProps, string][] = [
    [{ secretPrefix: 'prod/' }, "secretPrefix is 'prod/'; leave out the slash at the end."],
    [{ secretPrefix: '' }, "secretPrefix is ''; give it as plain text."],
    [{ secretPrefix: 'a*' }, "secretPrefix is 'a*'; use letters, digits"],
    [{ secretPrefix: 'a//b' }, "secretPrefix is 'a//b'; use letters, digits"],
    [{ secretPrefix: 'two words' }, "secretPrefix is 'two words'; use letters, digits"],
    [{ secretPrefix: 'x'.repeat(257) }, 'secretPrefix is 257 characters long; use at most 256.'],
    [{ fleet: 'north/1' }, "fleet is 'north/1'; use 1 to 64 letters"],
    [{ fleet: '' }, "fleet is ''; use 1 to 64 letters"],
    [{ timeout: seconds(60) }, 'timeout is 60 s; use at most 50 s'],
    [{ timeout: Duration.minutes(5) }, 'timeout is 300 s; use at most 50 s'],
    [{ timeout: seconds(29) }, 'timeout is 29 s; use whole seconds from 30, so that'],
    [{ timeout: Duration.millis(20_500) }, 'timeout is 20.5 s; use whole seconds from 30, so that'],
    [{ memorySize: 128 }, 'memorySize is 128; use a whole number from 256 to 10240 MiB.'],
    [{ concurrency: 0 }, 'concurrency is 0; use a whole number from 1 to 64 principals.'],
    [{ concurrency: 65 }, 'concurrency is 65; use a whole number from 1 to 64 principals.'],
    [{ concurrency: 1.5 }, 'concurrency is 1.5; use a whole number'],
    [{ publishRate: 51 }, 'publishRate is 51; use a whole number from 1 to 50 writes a second.'],
    [{ publishRate: Number.NaN }, 'publishRate is NaN; use a whole number'],
    [
      { expected: { principals: 0, lifetime: seconds(3_600) } },
      'expected has 0 principals; use a whole number from 1.',
    ],
    [
      { expected: { principals: 5, lifetime: seconds(3_600), apps: 1.5 } },
      'expected has 1.5 apps; use a whole number from 1.',
    ],
    [
      { expected: { principals: 5, lifetime: seconds(30) } },
      'expected has a lifetime of 30 s; use a minute or more.',
    ],
    [
      { expected: { principals: 5, lifetime: seconds(3_600), provider: 'cloud' } },
      "expected has the provider 'cloud'; use one of dkn, huawei, kii, oauth2, or leave it out.",
    ],
    [
      { logRetention: RetentionDays.TWO_WEEKS },
      'logRetention is 14 days; use RetentionDays.ONE_MONTH or more',
    ],
    [{ reservedConcurrency: 0 }, 'reservedConcurrency is 0; use a whole number from 1, or leave it out'],
    [
      { removalPolicy: RemovalPolicy.DESTROY },
      "removalPolicy is 'destroy' while deletionProtection is true, so the stack could not be deleted; set deletionProtection to false",
    ],
    [
      { removalPolicy: RemovalPolicy.SNAPSHOT },
      "removalPolicy is 'snapshot', which tables and keys do not have",
    ],
    [{ pageTo: ['nobody'] }, "pageTo has 'nobody'; use e-mail addresses."],
    [
      { pageTo: ['a@example.org', 'b@example.org, c@example.org'] },
      "pageTo has 'b@example.org, c@example.org'",
    ],
    [{ ticketTo: ['a@b.ch', 'a@b.ch'] }, "ticketTo has 'a@b.ch' twice; name each address once."],
    [{ runbook: '' }, "runbook is ''; use a path or an address"],
    [{ runbook: 'docs/runbook.md#top' }, "runbook is 'docs/runbook.md#top'; use a path or an address"],
    [{ runbook: 'x'.repeat(257) }, 'use a path or an address of 1 to 256 characters'],
    [{ principalsTableName: 'ab' }, "principalsTableName is 'ab'; use 3 to 255 letters"],
    [{ controlsTableName: 'a b c' }, "controlsTableName is 'a b c'; use 3 to 255 letters"],
    [
      { principalsTableName: 'same', controlsTableName: 'same' },
      "controlsTableName is 'same', as is principalsTableName; give each table its own name.",
    ],
  ];

  test.each(cases)('refuses %j', (props, message) => {
    const problems = problemsOf(withDefaults(props));

    expect(problems).toEqual([expect.stringContaining(message)]);
  });

  test('names every problem at once, and the construct that has them', () => {
    const synthesize = () => newStack({ concurrency: 0, publishRate: 0 });

    expect(synthesize).toThrow(
      /^RefreshScheduler at RefreshScheduler\/RefreshScheduler: concurrency is 0; .* publishRate is 0; /,
    );
  });
});

describe('good settings', () => {
  const cases: readonly RefreshSchedulerProps[] = [
    {},
    { secretPrefix: '/prod/eu-west/tokens_v2' },
    { fleet: 'x' },
    { timeout: seconds(30) },
    { expected: { principals: 5_000, lifetime: Duration.hours(1), provider: 'kii', apps: 2 } },
    { timeout: seconds(50) },
    { concurrency: 64, publishRate: 50, memorySize: 10_240 },
    { logRetention: RetentionDays.INFINITE },
    { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false },
    { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    { pageTo: ['night@example.org'], ticketTo: ['night@example.org', 'day+tokens@mail.example.org'] },
    { runbook: 'https://wiki.example/oauth/runbook' },
    { principalsTableName: 'abc', controlsTableName: 'abd' },
  ];

  test.each(cases)('are accepted: %j', (props) => {
    const problems = problemsOf(withDefaults(props));

    expect(problems).toEqual([]);
  });
});

describe('documentation of the props', () => {
  const source = readFileSync(new URL('../../infra/settings.ts', import.meta.url), 'utf8');
  const props = source.slice(
    source.indexOf('interface RefreshSchedulerProps'),
    source.indexOf('type WithoutDefault'),
  );
  const documented = [...props.matchAll(/@default (.+)\n\s+\*\/\n\s+readonly (\w+)\?:/g)];
  const defaults = new Map(documented.map(([, text, name]) => [name, text]));

  test('gives every prop a default', () => {
    const names = [...props.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);

    expect([...defaults.keys()]).toEqual(names);
  });

  test('gives the default that is used', () => {
    const written = (value: unknown): string => {
      if (value instanceof Duration)
        return value.toSeconds() % 60 === 0
          ? `Duration.minutes(${value.toMinutes()})`
          : `Duration.seconds(${value.toSeconds()})`;
      if (value === RemovalPolicy.RETAIN) return 'RemovalPolicy.RETAIN';
      if (Array.isArray(value)) return JSON.stringify(value);
      return typeof value === 'string' ? `'${value}'` : String(value);
    };

    for (const [name, value] of Object.entries({ ...DEFAULTS, logRetention: 'ONE_MONTH' }))
      expect([name, defaults.get(name)]).toEqual([
        name,
        name === 'logRetention' ? 'RetentionDays.ONE_MONTH' : written(value),
      ]);
  });
});
