import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { controlsTable } from '../../lambdas/adapters/controls.ts';
import { KEYS } from '../../lambdas/contract.ts';
import { GOOD_STANDING, type Standing } from '../../lambdas/core/standing.ts';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
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

  test('is taken by one of two runs that start at once', async () => {
    const taken = await Promise.all([take('run-1'), take('run-2')]);

    expect(taken.sort()).toEqual([false, true]);
  });

  test('is ours when it was taken and the answer was lost', async () => {
    loseOneAnswer();

    expect(await take('run-1')).toBe(true);
    expect(await take('run-2')).toBe(false);
  });

  test('is free again once it is released', async () => {
    await take('run-1');
    await controls.releaseRunLease('run-1');

    expect(await take('run-2')).toBe(true);
  });

  test('is not released by a run that lost it', async () => {
    await take('run-1');
    await take('run-2', NOW + 5 * MINUTE);
    await controls.releaseRunLease('run-1');

    expect(await take('run-3', NOW + 5 * MINUTE)).toBe(false);
  });

  test('is taken over after its end, not at it', async () => {
    await take('run-1');

    expect(await take('run-2', NOW + 80 * SECOND)).toBe(false);
    expect(await take('run-2', NOW + 81 * SECOND)).toBe(true);
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

const standing: Standing = {
  misconfigured: ['thing-1', 'thing-2'],
  refused: ['a', 'b'],
  unanswered: ['c'],
  notBefore: NOW + MINUTE,
  pause: { since: NOW, why: 'misconfigured', code: 'invalid_client' },
  lastProbe: 'thing-2',
};

describe('the list of apps', () => {
  test('is empty at first', async () => {
    expect(await controls.list()).toEqual({ apps: [], everythingPaused: false, malformed: [] });
  });

  test('holds every app and nothing else', async () => {
    await controls.ensure('app-1', 'dkn');
    await controls.ensure('app-2', 'kii');
    await controls.takeRunLease('run-1', NOW + MINUTE, NOW);

    const { apps } = await controls.list();

    expect(apps).toHaveLength(2);
    expect(apps).toEqual(
      expect.arrayContaining([
        { app: 'app-1', provider: 'dkn', standing: GOOD_STANDING },
        { app: 'app-2', provider: 'kii', standing: GOOD_STANDING },
      ]),
    );
  });

  test('names an item that breaks the contract and gives its neighbours', async () => {
    const spoilt = { name: { S: 'app#spoilt' }, provider: { S: 'dkn' } };
    await controls.ensure('app-1', 'dkn');
    await items.put({ name: { S: 'app#no-provider' } });
    await items.put({ name: { S: 'app#bad name' }, provider: { S: 'dkn' } });
    await items.put({ ...spoilt, standing: { S: 'good' } });
    await items.put({ ...spoilt, name: { S: 'app#odd-number' }, operatorPausedAt: { N: '1e+30' } });

    const { apps, malformed } = await controls.list();

    expect(apps.map(({ app }) => app)).toEqual(['app-1']);
    expect([...malformed].sort()).toEqual([
      'app#bad name',
      'app#no-provider',
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
  const put = async (app: string, change: object = {}): Promise<void> =>
    items.put({ name: { S: `app#${app}` }, provider: { S: 'dkn' }, ...change });

  test('is read back as it was', async () => {
    await controls.ensure('app-1', 'dkn');

    await controls.save({ app: 'app-1', standing, announced: String(NOW) });

    expect((await controls.list()).apps).toEqual([
      { app: 'app-1', provider: 'dkn', standing, announced: String(NOW) },
    ]);
  });

  test('forgets what is over', async () => {
    await put('app-1', { announced: { S: 'x' } });
    await controls.save({ app: 'app-1', standing, announced: 'x' });

    await controls.save({ app: 'app-1', standing: GOOD_STANDING });

    expect((await controls.list()).apps).toEqual([
      { app: 'app-1', provider: 'dkn', standing: GOOD_STANDING },
    ]);
  });

  test("leaves an operator's pause and the app's sole principal alone", async () => {
    await put('app-1', { operatorPausedAt: { N: String(seconds(NOW)) }, sole: { S: 'thing-1' } });

    await controls.save({ app: 'app-1', standing });

    expect((await controls.list()).apps).toEqual([
      { app: 'app-1', provider: 'dkn', standing, operatorPausedAt: NOW, sole: 'thing-1' },
    ]);
  });

  test('keeps its times in seconds, and never waits less than it was told', async () => {
    await controls.ensure('app-1', 'dkn');

    await controls.save({ app: 'app-1', standing: { ...GOOD_STANDING, notBefore: NOW + 1 } });

    expect(await items.at('app#app-1')).toMatchObject({
      standing: { M: { notBefore: { N: String(seconds(NOW + SECOND)) } } },
    });
  });

  test('does not bring back an app that was removed', async () => {
    await controls.save({ app: 'removed', standing });

    expect(await items.at('app#removed')).toBeUndefined();
  });
});

describe('ensure', () => {
  test('makes an app known, and again changes nothing', async () => {
    await items.put({
      name: { S: 'app#app-1' },
      provider: { S: 'huawei' },
      operatorPausedAt: { N: String(seconds(NOW)) },
    });
    const before = await items.at('app#app-1');

    expect(await controls.ensure('app-1', 'huawei')).toBe('done');
    expect(await controls.ensure('app-2', 'huawei')).toBe('done');
    expect(await items.at('app#app-1')).toEqual(before);
  });

  test('refuses an app that is known under another provider', async () => {
    await controls.ensure('app-1', 'huawei');

    expect(await controls.ensure('app-1', 'dkn')).toBe('other-provider');
    expect(await items.at('app#app-1')).toMatchObject({ provider: { S: 'huawei' } });
  });

  test('is done when its answer was lost', async () => {
    loseOneAnswer();

    expect(await controls.ensure('app-1', 'huawei')).toBe('done');
  });
});

describe('the sole principal of a one-token app', () => {
  beforeEach(() => controls.ensure('app-1', 'huawei'));

  test('is one of two that come at once, and both are told which', async () => {
    const answers = await Promise.all(['thing-1', 'thing-2'].map((id) => controls.adoptSole('app-1', id)));

    const [app] = (await controls.list()).apps;
    expect(['thing-1', 'thing-2']).toContain(app?.sole);
    expect(answers).toEqual([app?.sole, app?.sole]);
  });

  test('is still itself when it comes again, or its answer was lost', async () => {
    loseOneAnswer();

    expect(await controls.adoptSole('app-1', 'thing-1')).toBe('thing-1');
    expect(await controls.adoptSole('app-1', 'thing-1')).toBe('thing-1');
    expect(await controls.adoptSole('app-1', 'thing-2')).toBe('thing-1');
  });
});
