import { describe, expect, test } from '@jest/globals';
import { summaryOf } from '../../simulation/outcome.ts';
import { planOf } from '../../simulation/plan.ts';
import { runInThread } from '../../simulation/threads.ts';

const rough = (seed: number, days = 4) => planOf('rough', { seed, principals: 60, days });

describe('days that are worse than most years', () => {
  test.each([11, 12, 13])('break no promise (seed %d)', async (seed) => {
    const outcome = await runInThread({ plan: rough(seed) });

    expect(outcome.violation).toBeUndefined();
    expect(outcome.refreshes).toBeGreaterThan(5_000);
    expect(outcome.lossesInjected).toBeGreaterThan(0);
    expect(outcome.lostInside + outcome.lossesAverted).toBe(outcome.lossesInjected);
  });

  test('come again exactly, by the same seed alone', async () => {
    const [first, again, other] = await Promise.all([
      runInThread({ plan: rough(21, 1) }),
      runInThread({ plan: rough(21, 1) }),
      runInThread({ plan: rough(22, 1) }),
    ]);

    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

test('a mild month keeps tokens alive, whatever lies inside the margins', async () => {
  const outcome = await runInThread({ plan: planOf('mild', { seed: 1, principals: 40, days: 10 }) });

  expect(outcome.violation).toBeUndefined();
  expect(outcome.liveTime).toBeGreaterThan(0.9999);
});

test('the last line names every figure that was promised', async () => {
  const outcome = await runInThread({ plan: rough(31, 1) });

  expect(summaryOf(outcome)).toMatch(
    /^refreshes made \d+; used twice 0; lost outside ask->keep 0; lost inside \d+ of \d+ injected \(\d+ averted\); halted without cause 0; live-token time \d+\.\d{5} %/,
  );
});
