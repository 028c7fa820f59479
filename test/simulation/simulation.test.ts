import { describe, expect, test } from '@jest/globals';
import { together } from '../../simulation/outcome.ts';
import { fleetsOf, planOf } from '../../simulation/plan.ts';
import { runInThread } from '../../simulation/threads.ts';
import { summaryOf } from '../../simulation/words.ts';

describe('days that are worse than most years', () => {
  test.each(['rough', 'harsh'] as const)('break no promise (%s)', async (climate) => {
    const outcome = await runInThread({ plan: planOf(climate, { seed: 3, principals: 50, days: 2 }) });

    expect(outcome.violation).toBeUndefined();
    expect(outcome.refreshes).toBeGreaterThan(200);
    expect(outcome.lossesInjected).toBeGreaterThan(0);
    expect(outcome.lostInside + outcome.lossesAverted).toBe(outcome.lossesInjected);
  });

  test('come again exactly, by the same seed alone', async () => {
    const day = (seed: number) => runInThread({ plan: planOf('rough', { seed, principals: 30, days: 1 }) });
    const [first, again, other] = await Promise.all([day(21), day(21), day(22)]);

    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

test('a few mild days keep tokens alive, whatever lies inside the margins', async () => {
  const { violation, time } = await runInThread({
    plan: planOf('mild', { seed: 1, principals: 30, days: 4 }),
  });

  const counted = time.live + time.wire + time.handOver + time.dead;
  expect(violation).toBeUndefined();
  expect(time.dead / counted).toBeLessThan(0.0001);
});

test('many principals are several fleets, each with chances of its own', async () => {
  const fleets = fleetsOf('mild', { seed: 1, principals: 1_000, days: 1 });

  expect(fleets.map(({ principals }) => principals)).toEqual([250, 250, 250, 250]);
  expect(new Set(fleets.map(({ fleet }) => fleet)).size).toBe(4);
});

test('the last line names every figure that was promised', async () => {
  const outcome = await runInThread({ plan: planOf('mild', { seed: 31, principals: 20, days: 1 }) });

  expect(summaryOf(together([outcome]))).toMatch(
    /^refreshes made \d+; used twice 0; lost outside ask->keep 0; lost inside \d+ of \d+ injected \(\d+ averted\); halted without cause 0; live-token time \d+\.\d{5} % but for hand-overs, \d+\.\d{5} % with them/,
  );
});
