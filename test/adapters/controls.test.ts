import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { controlsTable } from '../../lambdas/adapters/controls.ts';
import { KEYS } from '../../lambdas/contract.ts';
import { GOOD_STANDING } from '../../lambdas/core/standing.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import type { Controls } from '../../lambdas/flow/ports.ts';
import { type Aws, CONTROLS_TABLE, emptyTable, startAwsWithTables } from '../support/aws.ts';
import { itemsOf } from '../support/items.ts';
import { NOW, seconds } from '../support/principals.ts';

let aws: Aws;
let controls: Controls;
let items: ReturnType<typeof itemsOf>;

beforeAll(async () => {
  aws = await startAwsWithTables();
  controls = controlsTable(aws.clients.dynamo, CONTROLS_TABLE);
  items = itemsOf(aws.clients.dynamo, CONTROLS_TABLE, KEYS.controls);
});
beforeEach(() => emptyTable(aws.clients.dynamo, CONTROLS_TABLE, KEYS.controls));
afterEach(() => aws.endpoint.faults.clear());
afterAll(() => aws.close());

const loseOneAnswer = (): void =>
  aws.endpoint.faults.set({ service: 'dynamodb', operation: 'UpdateItem', kind: 'drop-after', remaining: 1 });

describe('the run lease', () => {
  const take = (id: string, now = NOW): Promise<boolean> => controls.takeRunLease(id, now + 80 * SECOND, now);

  test('is ours when it was taken and the answer was lost', async () => {
    loseOneAnswer();

    expect(await take('run-1')).toBe(true);
    expect(await take('run-2')).toBe(false);
  });

  test('lies in the table in seconds and never ends early', async () => {
    await controls.takeRunLease('run-1', NOW + 1, NOW);

    expect(await items.at('run-lease')).toEqual({
      name: { S: 'run-lease' },
      id: { S: 'run-1' },
      until: { N: String(seconds(NOW + SECOND)) },
    });
  });

  test('throws when the table does not answer, rather than letting nobody run', async () => {
    aws.endpoint.faults.set({ service: 'dynamodb', kind: 'error' });

    await expect(take('run-1')).rejects.toMatchObject({ name: 'InternalServerError' });
  });
});

describe('the list of apps', () => {
  test('names an item that breaks the contract and gives its neighbours', async () => {
    const spoilt = { name: { S: 'app#spoilt' }, provider: { S: 'dkn' } };
    await controls.ensure('app-1', 'dkn');
    await items.put({ name: { S: 'app#no-provider' } });
    await items.put({ name: { S: 'app#bad name' }, provider: { S: 'dkn' } });
    await items.put({ ...spoilt, standing: { S: 'good' } });
    // Its length cannot be compared with a number.
    const long = { M: { length: { M: { toString: { N: '1' }, valueOf: { N: '1' } } } } };
    await items.put({ name: { S: 'app#no-text' }, provider: long });
    await items.put({ ...spoilt, name: { S: 'app#odd-number' }, operatorPausedAt: { N: '1e+30' } });

    const { apps, malformed } = await controls.list();

    expect(apps.map(({ app }) => app)).toEqual(['app-1']);
    expect([...malformed].sort()).toEqual([
      'app#bad name',
      'app#no-provider',
      'app#no-text',
      'app#odd-number',
      'app#spoilt',
    ]);
  });

  test('says when an operator paused everything', async () => {
    await items.put({ name: { S: 'everything' }, pausedAt: { N: String(seconds(NOW)) } });
    const whilePaused = await controls.list();
    await items.put({ name: { S: 'everything' } });

    expect(whilePaused.everythingPaused).toBe(true);
    expect((await controls.list()).everythingPaused).toBe(false);
  });

  test('is read to its end, page by page', async () => {
    const bulk = { S: 'x'.repeat(300_000) };
    await Promise.all(
      [1, 2, 3, 4, 5].map((n) => items.put({ name: { S: `app#big-${n}` }, provider: { S: 'dkn' }, bulk })),
    );

    expect((await controls.list()).apps).toHaveLength(5);
  });
});

describe('save', () => {
  test('keeps its times in seconds, and never waits less than it was told', async () => {
    await controls.ensure('app-1', 'dkn');

    await controls.save({ app: 'app-1', standing: { ...GOOD_STANDING, notBefore: NOW + 1 } });

    expect(await items.at('app#app-1')).toMatchObject({
      standing: { M: { notBefore: { N: String(seconds(NOW + SECOND)) } } },
    });
  });

  test('does not bring back an app that was removed', async () => {
    await controls.save({ app: 'removed', standing: GOOD_STANDING });

    expect(await items.at('app#removed')).toBeUndefined();
  });
});

describe('ensure', () => {
  test('is done when its answer was lost', async () => {
    loseOneAnswer();

    expect(await controls.ensure('app-1', 'huawei')).toBe('done');
  });
});

describe('the sole principal of a one-token app', () => {
  beforeEach(() => controls.ensure('app-1', 'huawei'));

  test('is itself when its answer was lost', async () => {
    loseOneAnswer();

    expect(await controls.adoptSole('app-1', 'thing-1')).toBe('thing-1');
    expect(await controls.adoptSole('app-1', 'thing-2')).toBe('thing-1');
  });
});
