import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { principalsTable } from '../../lambdas/adapters/principals.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { Fault } from '../../local/aws/faults.ts';
import { PRINCIPALS_TABLE } from '../support/aws.ts';
import { writesOf } from '../support/principal-writes.ts';
import {
  active,
  halted,
  mine,
  NOW,
  outsideItsQueue,
  paused,
  storedRow,
  theirs,
} from '../support/principals.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;
let writes: ReturnType<typeof writesOf>;

beforeAll(async () => {
  table = await openPrincipalsTable();
  writes = writesOf(table.principals);
});
afterEach(() => table.endpoint.faults.clear());
afterAll(() => table.close());

const updates = (): number => table.endpoint.calls()['dynamodb.UpdateItem'] ?? 0;
const loseAnswers = (remaining: number, operation = 'UpdateItem'): void =>
  table.endpoint.faults.set({ service: 'dynamodb', operation, kind: 'drop-after', remaining });

const held = active({ lease: mine, presented: 'digest-1' });

describe('a write that landed and whose answer was lost', () => {
  test.each([
    ['claim', active()],
    ['claim', active({ presented: 'digest-1' })],
    ['keep', held],
    ['settle', held],
    ['defer', held],
    ['halt', held],
    ['adopt', outsideItsQueue()],
    ['announced', active()],
    ['markDue', active({ refreshAt: NOW + MINUTE })],
    ['pause', active()],
    ['resume', paused()],
    ['replace', halted()],
    ['restore', halted()],
  ] as const)('%s is repeated by the SDK, is done, and did its work once', async (name, row) => {
    const undisturbed = await table.after(row, writes[name]);
    const before = updates();
    loseAnswers(1);

    const { answer, did } = await table.after(row, writes[name]);

    expect(answer.write).toBe('done');
    expect(did).toEqual(undisturbed.did);
    expect(updates() - before).toBe(2);
  });

  test('create is repeated, is done, and made one row', async () => {
    loseAnswers(1);

    const written = await writes.create('created');

    expect(written).toMatchObject({ write: 'done', principal: { keptBy: 'enrolment' } });
    expect(await table.items.at('created')).toMatchObject({ keptBy: { S: 'enrolment' } });
  });

  test('remove is repeated and finds the row gone', async () => {
    loseAnswers(1, 'DeleteItem');

    const { answer, item } = await table.after(active(), writes.remove);

    expect(answer).toEqual({ write: 'gone' });
    expect(item).toBeUndefined();
  });

  test('keep that lost every answer throws, has landed once, and is recognised by the next call', async () => {
    const id = await table.place(held);
    loseAnswers(3);
    await expect(writes.keep(id)).rejects.toThrow();
    const landed = await table.items.at(id);

    const again = await writes.keep(id);

    expect(again).toMatchObject({ write: 'done', principal: { generation: 8 } });
    expect(await table.items.at(id)).toEqual(landed);
  });
});

describe('a table that fails', () => {
  const cases: [string, Omit<Fault, 'service'>, string][] = [
    [
      'throttles',
      { kind: 'throttle', errorType: 'ProvisionedThroughputExceededException' },
      'ProvisionedThroughputExceededException',
    ],
    ['breaks', { kind: 'error' }, 'InternalServerError'],
    [
      'refuses access',
      { kind: 'error', status: 400, errorType: 'AccessDeniedException' },
      'AccessDeniedException',
    ],
  ];

  test.each(cases)('%s: the write throws and is not taken for a stale one', async (_, fault, name) => {
    const id = await table.place(held);
    table.endpoint.faults.set({ service: 'dynamodb', ...fault });

    await expect(writes.keep(id)).rejects.toMatchObject({ name });
  });

  test('once only is not noticed', async () => {
    table.endpoint.faults.set({ service: 'dynamodb', kind: 'throttle', remaining: 1 });

    const { answer } = await table.after(held, writes.keep);

    expect(answer.write).toBe('done');
  });
});

describe('a refusal that brings the row along, as AWS gives it', () => {
  test('saves the read', async () => {
    const row = storedRow(active({ lease: theirs }));
    const asked: { target: unknown; body: Record<string, unknown> }[] = [];
    const server = createServer(async (request, response) => {
      asked.push({ target: request.headers['x-amz-target'], body: JSON.parse(await text(request)) });
      const { sealed: _, ...printable } = row;
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(
        JSON.stringify({
          __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
          Item: { ...printable, sealed: { B: Buffer.from([1, 2, 3]).toString('base64') } },
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const dynamo = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });

    const written = await writesOf(principalsTable(dynamo, PRINCIPALS_TABLE)).claim('thing-1');

    expect(written).toEqual({ write: 'stale', now: { row: 'found', principal: active({ lease: theirs }) } });
    expect(asked).toMatchObject([
      { target: 'DynamoDB_20120810.UpdateItem', body: { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
    ]);
    dynamo.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
});
