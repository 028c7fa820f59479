import { describe, expect, test } from '@jest/globals';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { HOUR, SECOND } from '../../lambdas/core/time.ts';
import { LIMITS } from '../../lambdas/flow/limits.ts';
import type { Clock } from '../../lambdas/flow/ports.ts';
import { PublishingGate } from '../../lambdas/flow/publishing-gate.ts';
import { mayStillAsk } from '../../lambdas/flow/run.ts';
import { capacityOf } from '../../planning/capacity.ts';
import { DEFAULT_SETTINGS, type Fleet, fleetOf } from '../../planning/fleet.ts';
import { active } from '../support/principals.ts';

const fleet = (change: Partial<Fleet> = {}): Fleet =>
  fleetOf({ principals: 1_000, lifetime: 2 * HOUR, ...change });
const chosen = (settings: Partial<Fleet['settings']>): Partial<Fleet> => ({
  settings: { ...DEFAULT_SETTINGS, ...settings },
});

/** How many the tick's own gate lets ask until none may begin any more, when the pool is never the reason to wait. */
const permitsInARun = async (publishRate: number): Promise<number> => {
  let now = 0;
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const deadline = DEFAULT_SETTINGS.timeout;
  const gate = new PublishingGate(clock, {
    proofLasts: LIMITS.publishingProof,
    rate: publishRate,
    until: deadline - LIMITS.persistReserve,
    tempo: AS_DEPLOYED,
  });
  const run = { ports: { clock }, limits: LIMITS, deadline } as never;
  const done = { publication: 'done' } as const;
  const row = active({ issuedAt: -HOUR, expiresAt: HOUR });
  for (let asked = 0; ; asked += 1) {
    await gate.permit(row, async () => done);
    if (!mayStillAsk({ run, leaseUntil: 2 * deadline })) return asked;
    gate.saw(done);
  }
};

describe('what a tick gets done', () => {
  test.each([35, 50, 10])(
    'is what its gate lets through while work may begin: %d writes a second',
    async (publishRate) => {
      const { pace } = capacityOf(fleet(chosen({ publishRate })));

      const permits = await permitsInARun(publishRate);

      expect(Math.abs(permits - pace)).toBeLessThanOrEqual(2);
    },
  );

  test('begins 29 s of its 50 s at most: what is asked last must be kept before the end', () => {
    const { beginsFor, pace } = capacityOf(fleet());

    expect(beginsFor).toBe(50 * SECOND - LIMITS.provider - LIMITS.persistReserve - 10);
    expect(pace).toBe(1_013);
  });

  test('is half of the pool for one cloud, however many apps there are', () => {
    const { pool, perTick } = capacityOf(fleet({ apps: 100, latency: 900 }));
    const { pool: larger } = capacityOf(fleet({ apps: 100, latency: 900, ...chosen({ concurrency: 48 }) }));

    expect(pool).toBe(Math.floor((12 * 28_930) / 1_000));
    expect(perTick).toBe(pool);
    expect(larger).toBeGreaterThan(1.99 * pool);
  });

  test.each([
    ['dkn', 4],
    ['kii', 8],
    ['oauth2', 8],
    // Nobody said which: the most careful of them.
    [undefined, 4],
  ])('is what the cloud allows an app: %s', (provider, atOnce) => {
    const { apps, perTick } = capacityOf(fleet({ ...(provider && { provider }), latency: 900 }));

    expect(apps).toBe(Math.floor((atOnce * 28_990) / 1_000));
    expect(perTick).toBe(apps);
  });

  test('shrinks where every principal has an app, whose queues are read before anything begins', () => {
    const few = capacityOf(fleet({ provider: 'huawei', principals: 100 }));
    const many = capacityOf(fleet({ provider: 'huawei', principals: 20_000 }));
    const tooMany = capacityOf(fleet({ provider: 'huawei', principals: 60_000 }));

    expect(few.apps).toBeUndefined();
    expect(many.beginsFor).toBe(few.beginsFor - 12_500 + 70);
    expect(tooMany.perTick).toBe(0);
  });
});
