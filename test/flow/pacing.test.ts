import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { dkn } from '../../lambdas/core/protocols/dkn.ts';
import { huawei } from '../../lambdas/core/protocols/huawei.ts';
import type { Protocol } from '../../lambdas/core/protocols/protocol.ts';
import { GOOD_STANDING } from '../../lambdas/core/standing.ts';
import { Tally } from '../../lambdas/core/tally.ts';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { AppQueue } from '../../lambdas/flow/app-queue.ts';
import { AppRun } from '../../lambdas/flow/app-run.ts';
import { LIMITS } from '../../lambdas/flow/limits.ts';
import type { Clock, Ports } from '../../lambdas/flow/ports.ts';
import { PublishingGate } from '../../lambdas/flow/publishing-gate.ts';
import { PendingKeeps } from '../../lambdas/flow/rescued.ts';
import { tick } from '../../lambdas/flow/tick.ts';
import { workOff } from '../../lambdas/flow/work-off.ts';
import { type Bed, openBed, START } from './bed.ts';
import type { TestClock } from './clock.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const RUN = 50 * SECOND;

/** Who waits shortly wakes at a moment of their own, in the order of waiting; nobody moves the clock before they wake. */
const wakingInTurn = (clock: TestClock): Clock => ({
  now: () => clock.now(),
  async sleep(ms, signal) {
    if (ms > 2 * SECOND) return clock.sleep(ms, signal);
    const wakesAt = clock.now() + ms;
    await setImmediate();
    clock.advance(Math.max(0, wakesAt - clock.now()));
  },
});

/** How long after the one before it each began, in ms. */
const gaps = (times: readonly number[]): number[] =>
  times.slice(1).map((time, i) => time - (times[i] ?? Number.NaN));

const fleet = (n: number) => Array.from({ length: n }, (_, i) => `home-${i}`);

const enrolFleet = async (bed: Bed) => {
  for (const id of fleet(6)) await bed.enrol('dkn', id);
};

const keptButNotPublished = async (bed: Bed) => {
  await enrolFleet(bed);
  const { vault } = bed.ports;
  const publish = async () => ({ publication: 'failed', fault: 'service', code: 'publish-Down' }) as const;
  await bed.tick({ ...bed.ports, vault: { ...vault, publish } });
  bed.clock.advance(2 * MINUTE);
};

const dueAgain = async (bed: Bed) => {
  await enrolFleet(bed);
  await bed.tick();
  bed.clock.advance(46 * MINUTE);
};

describe('Secrets Manager is written to at the rate that was set', () => {
  test.each([
    ['tokens are asked for evenly spaced, so that each is published as soon as it is kept', enrolFleet, 0],
    ['so they are after a Put that proves that secrets can be written', dueAgain, 1],
    ['tokens that an earlier run kept are published evenly spaced', keptButNotPublished, 6],
  ])('%s', async (_, prepare, puts) => {
    await using bed = await openBed();
    await prepare(bed);
    const { vault, transport } = bed.ports;
    // What takes a turn: a request whose answer will be published, or a Put that no request precedes.
    const at: number[] = [];
    let kept = puts;
    const timed: Ports = {
      ...bed.ports,
      clock: wakingInTurn(bed.clock),
      transport: {
        send: (...args) => {
          at.push(bed.clock.now());
          return transport.send(...args);
        },
      },
      vault: {
        ...vault,
        publish: (...args) => {
          kept -= 1;
          if (kept >= 0) at.push(bed.clock.now());
          return vault.publish(...args);
        },
      },
    };

    await tick(timed, { deadline: bed.clock.now() + RUN, concurrency: 16, publishRate: 10 });

    expect(at).toHaveLength(6 + (prepare === dueAgain ? 1 : 0));
    expect(Math.min(...gaps(at))).toBeGreaterThanOrEqual(100);
    for (const id of fleet(6)) expect(await bed.serves('dkn', id)).toBe(true);
  });
});

/** Works off one app's queue as a tick does, under a protocol that a test may change. */
const workOffApp = async (bed: Bed, ports: Ports, protocol: Protocol): Promise<AppRun> => {
  const deadline = bed.clock.now() + RUN;
  const { provider } = protocol;
  const tempo = AS_DEPLOYED;
  const control = { app: provider, provider, standing: GOOD_STANDING };
  const app = new AppRun(control, protocol, { ports, tempo });
  const settings = { proofLasts: LIMITS.publishingProof, rate: 10_000, until: deadline, tempo };
  const run = {
    ports,
    limits: LIMITS,
    tempo,
    deadline,
    tally: new Tally(),
    gate: new PublishingGate(ports.clock, settings),
    pendingKeeps: new PendingKeeps(),
  };
  await workOff([new AppQueue(app, ports.principals, bed.clock.now())], run, 16);
  return app;
};

describe("a cloud's rate limit", () => {
  test('spreads the requests of an app evenly', async () => {
    await using bed = await openBed();
    await enrolFleet(bed);
    const limited: Protocol = {
      ...(dkn as Protocol),
      concurrency: 1,
      rateLimit: { calls: 100, perMs: MINUTE },
    };
    const { transport } = bed.ports;
    const at: number[] = [];
    const timed: Ports = {
      ...bed.ports,
      clock: wakingInTurn(bed.clock),
      transport: {
        send: (...args) => {
          at.push(bed.clock.now());
          return transport.send(...args);
        },
      },
    };

    await workOffApp(bed, timed, limited);

    expect(at).toHaveLength(6);
    expect(Math.min(...gaps(at))).toBeGreaterThanOrEqual(600);
  });

  test('counts the login that follows a refused refresh as a request of its own', async () => {
    await using bed = await openBed();
    await bed.enrol('huawei', 'platform');
    bed.clouds.huawei.faults.set({ kind: 'revoked' });

    const app = await workOffApp(bed, bed.ports, huawei as Protocol);

    expect(bed.clouds.huawei.counts).toMatchObject({ calls: 2, logins: 1 });
    expect(app.nextStartAt).toBe(START + 2 * 600);
  });
});
