import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Pool, pickNext, type Queue } from '../../lambdas/core/rotation.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import { NOW } from './a-principal.ts';

const aQueue = (app: string, but: Partial<Queue> = {}): Queue => ({
  app,
  provider: `cloud-of-${app}`,
  waiting: true,
  inFlight: 0,
  limit: 8,
  nextStartAt: 0,
  admission: { admits: 'all' },
  ...but,
});
const pool = (size: number, inFlight = 0): Pool => ({ size, inFlight });

const NEVER = Number.POSITIVE_INFINITY;
const none = { pick: 'none' };
const start = (app: string) => ({ pick: 'start', app });
const wait = (until = NEVER) => ({ pick: 'wait', until });

describe('the next pick', () => {
  test.each<[string, Queue[], Pool, object]>([
    ['is nothing without queues', [], pool(8), none],
    ['is nothing when nobody waits', [aQueue('a', { waiting: false })], pool(8), none],
    [
      'is nothing when nobody waits, though requests run',
      [aQueue('a', { waiting: false, inFlight: 1 })],
      pool(8, 1),
      none,
    ],
    ['is the app whose last turn is longest ago', [aQueue('a'), aQueue('b')], pool(8), start('a')],
    [
      'passes over an app that has nothing waiting',
      [aQueue('a', { waiting: false }), aQueue('b')],
      pool(8),
      start('b'),
    ],
    ['waits while the pool is full', [aQueue('a')], pool(2, 2), wait()],

    [
      'passes over an app at its own limit',
      [aQueue('a', { inFlight: 2, limit: 2 }), aQueue('b')],
      pool(16, 2),
      start('b'),
    ],
    ['waits for an app at its own limit', [aQueue('a', { inFlight: 2, limit: 2 })], pool(16, 2), wait()],
    ['fills an app up to its limit', [aQueue('a', { inFlight: 1, limit: 2 })], pool(16, 1), start('a')],

    ['gives a provider half of the pool', [aQueue('a', { inFlight: 3 })], pool(8, 3), start('a')],
    ['gives a provider no more than half of the pool', [aQueue('a', { inFlight: 4 })], pool(8, 4), wait()],
    [
      'counts all apps of a provider together, also those that have nothing waiting',
      [
        aQueue('a', { provider: 'one', inFlight: 3, waiting: false }),
        aQueue('b', { provider: 'one', inFlight: 1 }),
        aQueue('c'),
      ],
      pool(8, 4),
      start('c'),
    ],
    ['gives a provider one place in the smallest pool', [aQueue('a')], pool(1), start('a')],

    ['admits a probe', [aQueue('a', { admission: { admits: 'probe' } })], pool(8), start('a')],
    [
      'admits one probe at a time',
      [aQueue('a', { admission: { admits: 'probe' }, inFlight: 1 })],
      pool(8, 1),
      wait(),
    ],

    ['waits for an app that is paced', [aQueue('a', { nextStartAt: NOW + 600 })], pool(8), wait(NOW + 600)],
    ['starts a paced app when its time has come', [aQueue('a', { nextStartAt: NOW })], pool(8), start('a')],
    [
      'takes another app while one is paced',
      [aQueue('a', { nextStartAt: NOW + 1 }), aQueue('b')],
      pool(8),
      start('b'),
    ],
    [
      'waits for the first of the paced apps',
      [
        aQueue('a', { nextStartAt: NOW + 900 }),
        aQueue('b', { nextStartAt: NOW + 300 }),
        aQueue('c', { nextStartAt: NOW + 600 }),
      ],
      pool(8),
      wait(NOW + 300),
    ],

    ['is nothing when all are throttled', [aQueue('a', { admission: { admits: 'none' } })], pool(8), none],
    [
      'does not wait for the pacing of a throttled app',
      [aQueue('a', { admission: { admits: 'none' }, nextStartAt: NOW + 600 })],
      pool(8),
      none,
    ],
    [
      'waits for what runs, though all are throttled: it may be a success',
      [aQueue('a', { admission: { admits: 'none' }, inFlight: 1 })],
      pool(8, 1),
      wait(),
    ],
  ])('%s', (_, queues, of, pick) => {
    expect(pickNext(queues, of, NOW)).toEqual(pick);
  });
});

describe('a whole run of picks', () => {
  interface Load {
    readonly provider: string;
    readonly rows: number;
    readonly limit: number;
    /** Ms between two starts. */
    readonly pace: number;
    /** Ms that a request takes. */
    readonly takes: number;
    readonly admits: 'all' | 'probe' | 'none';
  }
  interface Started {
    readonly app: string;
    readonly at: number;
    readonly ends: number;
  }

  const STEPS = 5_000;

  /** Plays a pool as a tick does: starts what is picked, waits as long as it is told to, until nothing can start. */
  const play = (loads: readonly Load[], size: number) => {
    const apps = loads.map((load, n) => ({ ...load, app: `app-${n}`, left: load.rows, nextStartAt: NOW }));
    const started: Started[] = [];
    let now = NOW;
    for (let step = 0; step < STEPS; step += 1) {
      const running = started.filter(({ ends }) => ends > now);
      const queues = apps.map(({ app, provider, left, limit, nextStartAt, admits }) =>
        aQueue(app, {
          provider,
          waiting: left > 0,
          inFlight: running.filter((request) => request.app === app).length,
          limit,
          nextStartAt,
          admission: { admits },
        }),
      );
      const pick = pickNext(queues, pool(size, running.length), now);
      if (pick.pick === 'none') return { ended: true, apps, started };
      if (pick.pick === 'wait') {
        now = Math.min(pick.until, ...running.map(({ ends }) => ends));
        continue;
      }
      const index = apps.findIndex(({ app }) => app === pick.app);
      const [app] = apps.splice(index, 1);
      if (!app) throw new Error(`picked ${pick.app}, which is not there`);
      app.left -= 1;
      app.nextStartAt = now + app.pace;
      started.push({ app: app.app, at: now, ends: now + app.takes });
      apps.push(app);
    }
    return { ended: false, apps, started };
  };

  const anyLoad: fc.Arbitrary<Load> = fc.record({
    provider: fc.constantFrom('one', 'two', 'three'),
    rows: fc.nat(15),
    limit: fc.integer({ min: 1, max: 6 }),
    pace: fc.constantFrom(0, 0, 600),
    takes: fc.integer({ min: 1, max: 8 * SECOND }),
    admits: fc.constantFrom('all', 'all', 'probe', 'none'),
  });
  const anyLoads = fc.array(anyLoad, { maxLength: 6 });
  const anySize = fc.integer({ min: 1, max: 9 });
  const SEED = { seed: 3, numRuns: 150 };

  test('always ends, with every row taken that may be', () => {
    fc.assert(
      fc.property(anyLoads, anySize, (loads, size) => {
        const { ended, apps } = play(loads, size);

        expect(ended).toBe(true);
        for (const { admits, left, rows } of apps) expect(left).toBe(admits === 'none' ? rows : 0);
      }),
      SEED,
    );
  });

  test('keeps every limit at every moment', () => {
    fc.assert(
      fc.property(anyLoads, anySize, (loads, size) => {
        const { apps, started } = play(loads, size);
        const share = Math.max(1, Math.floor(size / 2));
        const of = new Map(apps.map((app) => [app.app, app]));

        for (const { at } of started) {
          const running = started.filter((request) => request.at <= at && request.ends > at);
          expect(running.length).toBeLessThanOrEqual(size);
          for (const { app, limit, admits, provider } of apps) {
            const own = running.filter((request) => request.app === app).length;
            const ofProvider = running.filter((request) => of.get(request.app)?.provider === provider).length;
            expect(own).toBeLessThanOrEqual(admits === 'probe' ? 1 : limit);
            expect(ofProvider).toBeLessThanOrEqual(share);
          }
        }
      }),
      SEED,
    );
  });

  test('starves nobody: equal apps are never more than one turn apart', () => {
    const equal = { provider: 'one', limit: 2, pace: 0, takes: SECOND, admits: 'all' } as const;
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 2, maxLength: 6 }), anySize, (rows, size) => {
        const { started } = play(
          rows.map((n) => ({ ...equal, rows: n })),
          size,
        );

        const turns = rows.map(() => 0);
        for (const { app } of started) {
          const index = Number(app.slice('app-'.length));
          turns[index] = (turns[index] ?? 0) + 1;
          const hungry = turns.filter((taken, n) => taken < (rows[n] ?? 0));
          for (const taken of hungry) expect(Math.max(...turns) - taken).toBeLessThanOrEqual(1);
        }
      }),
      SEED,
    );
  });

  test('is not held up by a cloud that hangs', () => {
    const hangs = {
      provider: 'hangs',
      rows: 100,
      limit: 50,
      pace: 0,
      takes: 8 * SECOND,
      admits: 'all',
    } as const;
    const works = { provider: 'works', rows: 100, limit: 50, pace: 0, takes: 100, admits: 'all' } as const;

    const { started } = play([hangs, works], 10);

    const lastOfTheWorking = Math.max(
      ...started.filter(({ app }) => app === 'app-1').map(({ ends }) => ends),
    );
    expect(lastOfTheWorking - NOW).toBe((100 / 5) * 100);
  });
});
