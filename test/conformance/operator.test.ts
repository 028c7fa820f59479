import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { operate } from '../../lambdas/operate/operate.ts';
import type { Bed } from '../flow/bed.ts';
import { environments } from './environments.ts';

const MINUTE = 60_000;

const ask = (bed: Bed, event: unknown) => operate(event, bed.ports, { deadline: bed.clock.now() + MINUTE });
const putByHand = (bed: Bed, row: object) =>
  bed.clients.dynamo.send(
    new PutItemCommand({ TableName: bed.settings.principalsTable, Item: marshall(row) }),
  );

describe.each(environments)('operators on $name', (environment) => {
  test('pause and resume an app and everything, and are told what changed', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');

    const changes = [];
    for (const target of [{ app: 'dkn' }, { everything: true }])
      for (const operation of ['resume', 'pause', 'pause', 'resume'])
        changes.push((await ask(bed, { operation, ...target })).change);

    const each = ['unchanged', 'paused', 'unchanged', 'resumed'];
    expect(changes).toEqual([...each, ...each]);
    expect(await ask(bed, { operation: 'pause', app: 'nobody' })).toMatchObject({ ok: false });
  });

  test('list the whole table page by page', async () => {
    await using bed = await environment.open();
    const ids = Array.from({ length: 5 }, (_, n) => `home-${n}`);
    for (const id of ids) await bed.enrol('dkn', id);

    const listed: string[] = [];
    let page: unknown;
    do {
      const answer = await ask(bed, { operation: 'list', limit: 2, ...(page !== undefined && { page }) });
      const principals = answer.principals as readonly { principal_id: string }[];
      listed.push(...principals.map(({ principal_id }) => principal_id));
      page = answer.page;
    } while (page !== undefined);

    expect(listed.sort()).toEqual(ids);
  });

  test('remove a principal, first with patience, then without', async () => {
    await using bed = await environment.open();
    await bed.enrol('dkn', 'anna');
    await bed.tick();

    const removed = await ask(bed, { operation: 'remove', principal_id: 'anna' });
    const again = await ask(bed, { operation: 'remove', principal_id: 'anna' });
    const atOnce = await ask(bed, { operation: 'remove', principal_id: 'anna', now: true });

    expect(removed).toMatchObject({ ok: true, change: 'removed', secret: 'deletes-after-days', days: 30 });
    expect(again).toMatchObject({ ok: true, change: 'unchanged', secret: 'being-deleted' });
    expect(atOnce).toMatchObject({ ok: true, change: 'removed', secret: 'deleted' });
    expect(await ask(bed, { operation: 'remove', principal_id: 'anna' })).toMatchObject({ ok: false });
  });

  test.each([
    ['nothing but its key', {}],
    ['marks of odd types', { generation: 'x', keptBy: [], lease: 'odd' }],
    ['a lease of an odd shape', { generation: 7, lease: { until: { at: 4 } } }],
  ])('remove a row that has %s', async (_, row) => {
    await using bed = await environment.open();
    await putByHand(bed, { principalId: 'spoilt', ...row });

    const { malformed } = await ask(bed, { operation: 'list' });
    const removed = await ask(bed, { operation: 'remove', principal_id: 'spoilt' });

    expect(malformed).toEqual(['spoilt']);
    expect(removed).toMatchObject({ ok: true, change: 'removed', secret: 'missing' });
    expect(await bed.ports.principals.get('spoilt')).toEqual({ row: 'missing' });
  });
});
