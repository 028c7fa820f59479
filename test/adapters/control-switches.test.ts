import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { controlsTable } from '../../lambdas/adapters/controls.ts';
import { KEYS } from '../../lambdas/contract.ts';
import { GOOD_STANDING } from '../../lambdas/core/standing.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { OperatorControls } from '../../lambdas/flow/operator/ports.ts';
import { type Aws, CONTROLS_TABLE, emptyTable, startAwsWithTables } from '../support/aws.ts';
import { itemsOf } from '../support/items.ts';
import { NOW, seconds } from '../support/principals.ts';

let aws: Aws;
let controls: OperatorControls;
let items: ReturnType<typeof itemsOf>;

beforeAll(async () => {
  aws = await startAwsWithTables();
  controls = controlsTable(aws.clients.dynamo, CONTROLS_TABLE);
  items = itemsOf(aws.clients.dynamo, CONTROLS_TABLE, KEYS.controls);
});
beforeEach(() => emptyTable(aws.clients.dynamo, CONTROLS_TABLE, KEYS.controls));
afterEach(() => aws.endpoint.faults.clear());
afterAll(() => aws.close());

describe("an operator's pause of an app", () => {
  test('lies in its item in seconds, and stays at the time when it began', async () => {
    await controls.ensure('app-1', 'dkn');

    const answers = [await controls.pauseApp('app-1', NOW), await controls.pauseApp('app-1', NOW + MINUTE)];

    expect(answers).toEqual(['done', 'unchanged']);
    expect((await items.at('app#app-1'))?.operatorPausedAt).toEqual({ N: String(seconds(NOW)) });
  });

  test('ends and leaves the rest of the item', async () => {
    await controls.ensure('app-1', 'dkn');
    await controls.adoptSole('app-1', 'thing-1');
    await controls.save({ app: 'app-1', standing: { ...GOOD_STANDING, notBefore: NOW } });
    const before = await items.at('app#app-1');
    await controls.pauseApp('app-1', NOW);

    const answers = [await controls.resumeApp('app-1'), await controls.resumeApp('app-1')];

    expect(answers).toEqual(['done', 'unchanged']);
    expect(await items.at('app#app-1')).toEqual(before);
  });

  test('makes no item for an app that is not known', async () => {
    const answers = [await controls.pauseApp('nobody', NOW), await controls.resumeApp('nobody')];

    expect(answers).toEqual(['unknown', 'unknown']);
    expect(await items.at('app#nobody')).toBeUndefined();
  });
});

describe('the pause of everything', () => {
  test('begins once and ends once', async () => {
    const paused = [await controls.pauseEverything(NOW), await controls.pauseEverything(NOW + MINUTE)];
    const item = await items.at('everything');
    const resumed = [await controls.resumeEverything(), await controls.resumeEverything()];

    expect([paused, resumed]).toEqual([
      ['done', 'unchanged'],
      ['done', 'unchanged'],
    ]);
    expect(item).toEqual({ name: { S: 'everything' }, pausedAt: { N: String(seconds(NOW)) } });
    expect((await controls.list()).everythingPaused).toBe(false);
  });

  test('makes no item where it ends and never began', async () => {
    expect(await controls.resumeEverything()).toBe('unchanged');
    expect(await items.at('everything')).toBeUndefined();
  });

  test('throws when the table does not answer, rather than saying that it is paused', async () => {
    aws.endpoint.faults.set({ service: 'dynamodb', kind: 'error' });

    await expect(controls.pauseEverything(NOW)).rejects.toMatchObject({ name: 'InternalServerError' });
  });
});

describe('what the last census noted', () => {
  test('is read as it lies there', async () => {
    await items.put({
      name: { S: 'census' },
      at: { N: '1768478400' },
      principals: { M: { active: { N: '3' } } },
      odd: { S: 'text' },
    });

    expect(await controls.census()).toEqual({ at: 1_768_478_400, principals: { active: 3 }, odd: 'text' });
  });

  test('is nothing before the first', async () => {
    expect(await controls.census()).toBeUndefined();
  });
});
