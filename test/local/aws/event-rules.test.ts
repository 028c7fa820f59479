import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import { PatternError, readPattern } from '../../../local/aws/event-pattern.ts';
import type { EventEnvelope } from '../../../local/aws/event-rules.ts';
import { sdkClients } from './sdk-clients.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0, 250);

describe('an event pattern', () => {
  const event = { source: 'shop', detail: { kind: 'sold', tags: ['red', 'small'], n: 3, gone: null } };

  test.each<[string, unknown]>([
    ['one of the values', { source: ['farm', 'shop'] }],
    ['all of several paths', { source: ['shop'], detail: { kind: ['sold'], n: [3] } }],
    ['an item of a list', { detail: { tags: ['small'] } }],
    ['null', { detail: { gone: [null] } }],
    ['anything, where it says nothing', {}],
  ])('matches %s', (_, pattern) => {
    expect(readPattern(pattern)(event)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['another value', { source: ['farm'] }],
    ['one path of two', { source: ['shop'], detail: { kind: ['bought'] } }],
    ['a part of a value', { source: ['sho'] }],
    ['a number as text', { detail: { n: ['3'] } }],
    ['what is not there', { detail: { color: ['red'] } }],
    ['a path that ends too early', { source: { name: ['shop'] } }],
  ])('does not match %s', (_, pattern) => {
    expect(readPattern(pattern)(event)).toBe(false);
  });

  test('is refused, by its path, where it has a filter that is not known here', () => {
    const read = () => readPattern({ detail: { kind: [{ prefix: 's' }] } });

    expect(read).toThrow(PatternError);
    expect(read).toThrow(/^pattern\.detail\.kind: /);
  });
});

describe('a rule', () => {
  let aws: AwsEndpoint;
  let clients: ReturnType<typeof sdkClients>;
  let delivered: EventEnvelope[];
  let remove: () => void;

  beforeEach(async () => {
    aws = await startAws({ clock: () => NOW });
    aws.events.createBus('fleet');
    clients = sdkClients(aws);
    delivered = [];
    remove = aws.events.addRule({
      bus: 'fleet',
      pattern: { source: ['consumer'] },
      deliver: (event) => delivered.push(event),
    });
  });
  afterEach(async () => {
    clients.destroy();
    await aws.close();
  });

  const put = (...Entries: Partial<PutEventsRequestEntry>[]) => {
    const entry = { DetailType: 'Told', Detail: '{"n":1}', EventBusName: 'fleet' };
    return clients.events.send(
      new PutEventsCommand({ Entries: Entries.map((change) => ({ ...entry, ...change })) }),
    );
  };

  test('passes on what matches, as a target gets it', async () => {
    const { Entries } = await put({ Source: 'consumer', Resources: ['r'] }, { Source: 'somebody' });

    expect(delivered).toEqual([
      {
        version: '0',
        id: Entries?.[0]?.EventId,
        'detail-type': 'Told',
        source: 'consumer',
        account: '000000000000',
        time: '2026-11-22T12:00:00Z',
        region: 'us-east-1',
        resources: ['r'],
        detail: { n: 1 },
      },
    ]);
  });

  test('hears its own bus only, by name or ARN', async () => {
    const arn = `arn:aws:events:us-east-1:000000000000:event-bus/fleet`;

    await put({ Source: 'consumer', EventBusName: 'default' }, { Source: 'consumer', EventBusName: arn });

    expect(delivered).toHaveLength(1);
  });

  test('passes nothing on once it is removed', async () => {
    remove();

    await put({ Source: 'consumer' });

    expect(delivered).toEqual([]);
    expect(aws.events()).toHaveLength(1);
  });
});
