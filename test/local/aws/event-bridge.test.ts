import {
  CreateEventBusCommand,
  DescribeEventBusCommand,
  ListEventBusesCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsEndpoint, startAws } from '../../../local/aws/endpoint.ts';
import type { RecordedEvent } from '../../../local/aws/put-events.ts';
import { sdkClients } from './sdk-clients.ts';

const NOW = Date.UTC(2026, 10, 22);

let heard: RecordedEvent[];
let aws: AwsEndpoint;
let clients: ReturnType<typeof sdkClients>;

beforeEach(async () => {
  heard = [];
  aws = await startAws({ clock: () => NOW, onEvent: (event) => heard.push(event) });
  aws.events.createBus('fleet');
  clients = sdkClients(aws);
});

afterEach(async () => {
  clients.destroy();
  await aws.close();
});

const entry = (change: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'test',
  DetailType: 'Happened',
  Detail: '{"id":"p1"}',
  EventBusName: 'fleet',
  ...change,
});

const put = (...Entries: PutEventsRequestEntry[]) => clients.events.send(new PutEventsCommand({ Entries }));

describe('put events', () => {
  test('reach the log and the listener', async () => {
    const answer = await put(entry({ Resources: ['r'] }), entry({ Time: new Date(NOW - 5_000) }));

    const ids = answer.Entries?.map(({ EventId }) => EventId);
    expect(answer.FailedEntryCount).toBe(0);
    expect(aws.events()).toEqual([
      {
        id: ids?.[0],
        bus: 'fleet',
        source: 'test',
        detailType: 'Happened',
        detail: { id: 'p1' },
        resources: ['r'],
        time: NOW,
      },
      expect.objectContaining({ id: ids?.[1], time: NOW - 5_000 }),
    ]);
    expect(heard).toEqual(aws.events());
  });

  const bad: [string, Partial<PutEventsRequestEntry>, string][] = [
    ['without a source', { Source: undefined }, 'InvalidArgument'],
    ['without a detail type', { DetailType: undefined }, 'InvalidArgument'],
    ['without a detail', { Detail: undefined }, 'InvalidArgument'],
    ['with a detail that is no JSON', { Detail: '{' }, 'MalformedDetail'],
    ['with a detail that is no object', { Detail: '[1]' }, 'MalformedDetail'],
    ['in the name of AWS', { Source: 'aws.secretsmanager' }, 'NotAuthorizedForSourceException'],
  ];

  test.each(bad)('%s fail alone', async (_name, change, code) => {
    const answer = await put(entry(), entry(change), entry());

    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, code, undefined]);
    expect(aws.events()).toHaveLength(2);
  });

  test('for a bus that is not there are taken and lost, as at AWS', async () => {
    const answer = await put(entry({ EventBusName: 'nowhere' }));

    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(aws.events()).toEqual([]);
    expect(heard).toEqual([]);
  });

  test('are ten at most', async () => {
    const eleven = Array.from({ length: 11 }, () => entry());

    await expect(put(...eleven)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(put(...eleven.slice(1))).resolves.toMatchObject({ FailedEntryCount: 0 });
  });

  test('are 256 KB at most, all entries together', async () => {
    const around = entry({ Detail: JSON.stringify({ x: '' }), Time: new Date(NOW), Resources: ['é'] });
    // Source, detail type, empty detail, 14 for the time, two for the resource.
    const overhead = 4 + 8 + 8 + 14 + 2;
    const filled = (bytes: number) => ({ ...around, Detail: JSON.stringify({ x: 'x'.repeat(bytes) }) });
    const half = 128 * 1024 - overhead;

    await expect(put(filled(half), filled(half))).resolves.toMatchObject({ FailedEntryCount: 0 });
    await expect(put(filled(half), filled(half + 1))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  });

  test('are remembered up to a bound, the newest', async () => {
    for (let round = 0; round <= 100; round += 1) {
      await put(...Array.from({ length: 10 }, () => entry({ Detail: JSON.stringify({ round }) })));
    }

    const rounds = aws.events().map(({ detail }) => detail.round);
    expect(rounds).toHaveLength(1_000);
    expect([rounds.at(0), rounds.at(-1)]).toEqual([1, 100]);
  });
});

describe('buses', () => {
  test('are found by name and ARN, listed by prefix and made once', async () => {
    const { events } = clients;
    const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: 'other' }));

    const named = await events.send(new DescribeEventBusCommand({ Name: EventBusArn }));
    const standard = await events.send(new DescribeEventBusCommand({}));
    const listed = await events.send(new ListEventBusesCommand({ NamePrefix: 'f' }));

    expect(named).toMatchObject({ Name: 'other', Arn: EventBusArn });
    expect(standard.Name).toBe('default');
    expect(listed.EventBuses?.map(({ Name }) => Name)).toEqual(['fleet']);
    await expect(events.send(new CreateEventBusCommand({ Name: 'other' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    await expect(events.send(new DescribeEventBusCommand({ Name: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('are a hundred at most', async () => {
    for (let made = 2; made < 100; made += 1) aws.events.createBus(`bus-${made}`);

    await expect(clients.events.send(new CreateEventBusCommand({ Name: 'more' }))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });
});
