import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { eventBus } from '../../lambdas/adapters/event-bus.ts';
import { EVENT, type EventType } from '../../lambdas/contract.ts';
import type { Announcement, Announcer } from '../../lambdas/flow/ports.ts';
import { type Aws, startAwsWithTables } from '../support/aws.ts';
import { NOW } from '../support/principals.ts';

let aws: Aws;
let announcer: Announcer;

beforeAll(async () => {
  aws = await startAwsWithTables();
  aws.endpoint.events.createBus('fleet-bus');
  announcer = eventBus(aws.clients.events, 'fleet-bus');
});
afterEach(() => aws.endpoint.faults.clear());
afterAll(() => aws.close());

const announcement: Announcement = {
  type: EVENT.reauthorizationRequired,
  id: 'stable-id',
  provider: 'dkn',
  app: 'app-1',
  principalId: 'thing-1',
  code: 'invalid_grant',
  reason: 'The grant was refused.',
  action: 'Authorize again.',
  at: NOW,
};

test('an announcement reaches the bus under its type, with its own id and time', async () => {
  await announcer.announce(announcement);

  const { type, at, ...detail } = announcement;
  expect(aws.endpoint.events().at(-1)).toMatchObject({
    bus: 'fleet-bus',
    source: 'refresh-scheduler',
    detailType: 'Reauthorization Required',
    time: NOW,
    detail: { schema: 1, ...detail, at: new Date(NOW).toISOString() },
  });
  expect(aws.endpoint.events()).toHaveLength(1);
});

test('what is not known is not in the event', async () => {
  await announcer.announce({ type: EVENT.recovered, id: 'id-2', provider: 'dkn', app: 'app-1', at: NOW });

  expect(aws.endpoint.events().at(-1)?.detail).toEqual({
    schema: 1,
    id: 'id-2',
    provider: 'dkn',
    app: 'app-1',
    at: new Date(NOW).toISOString(),
  });
});

test('an entry that EventBridge refuses in an answer of 200 throws, by its code', async () => {
  const nameless = { ...announcement, type: '' as EventType };

  await expect(announcer.announce(nameless)).rejects.toMatchObject({
    name: 'EventRefusedError',
    code: 'InvalidArgument',
  });
});

test('a bus that does not answer throws', async () => {
  aws.endpoint.faults.set({ service: 'events', kind: 'error' });

  await expect(announcer.announce(announcement)).rejects.toMatchObject({ name: 'InternalException' });
});

test('an announcement whose answer was lost goes out again, under the same id', async () => {
  const before = aws.endpoint.events().length;
  aws.endpoint.faults.set({ service: 'events', kind: 'drop-after', remaining: 1 });

  await announcer.announce(announcement);

  const sent = aws.endpoint.events().slice(before);
  expect(sent.map(({ detail }) => detail.id)).toEqual(['stable-id', 'stable-id']);
});
