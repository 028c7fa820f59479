import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { programme, type Step, shortestProgrammeMs } from '../../../local/live/programme.ts';

const CLOUDS = ['dkn', 'huawei', 'kii', 'oauth2'];
const MINUTE = 60_000;
/** Of the shortest token of a fleet in a hurry: a quarter of 180 s. */
const LEAST_MARGIN = 45_000;

const steps = (seed: number, forMs: number): Step[] => [...programme({ seed, clouds: CLOUDS, forMs })];
const endOf = (step: Step): number => (step.do === 'kill' ? step.from : step.to);
const kindsOf = (all: readonly Step[]): string[] =>
  all.map((step) => (step.do === 'kill' ? 'kill' : step.fault.kind)).toSorted();

describe('a programme of faults', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(steps(7, 3 * MINUTE)).toEqual(steps(7, 3 * MINUTE));
    expect(steps(8, 3 * MINUTE)).not.toEqual(steps(7, 3 * MINUTE));
  });

  test('has one of each in three minutes', () => {
    expect(kindsOf(steps(1, 3 * MINUTE))).toEqual(['kill', 'outage', 'secrets-manager', 'wrong-secret']);
  });

  test('never breaks two things at once, nor anything for longer than the margin leaves', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 3 * MINUTE, max: 60 * MINUTE }), (seed, forMs) => {
        const all = steps(seed, forMs);

        for (const [index, step] of all.entries()) {
          const before = all[index - 1];
          if (before) expect(step.from).toBeGreaterThan(endOf(before) + 5_000);
          if (step.do === 'break') {
            expect(step.to - step.from).toBeGreaterThan(5_000);
            expect(step.to - step.from).toBeLessThan(LEAST_MARGIN / 2);
          }
        }
      }),
    );
  });

  test('leaves more than a minute to recover at the end, and covers the whole of the run', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 3 * MINUTE, max: 60 * MINUTE }), (seed, forMs) => {
        const last = Math.max(...steps(seed, forMs).map(endOf));

        expect(last).toBeLessThanOrEqual(forMs - 70_000);
        expect(last).toBeGreaterThan(forMs - 4 * MINUTE);
      }),
    );
  });

  test('breaks the secret of a cloud that asks for one', () => {
    const clouds = Array.from({ length: 50 }, (_, seed) => steps(seed, 3 * MINUTE))
      .flat()
      .flatMap((step) =>
        step.do === 'break' && step.fault.kind === 'wrong-secret' ? [step.fault.cloud] : [],
      );

    expect(new Set(clouds)).toEqual(new Set(['dkn', 'huawei', 'oauth2']));
  });

  test('goes on for ever where no end is set', () => {
    const endless = programme({ seed: 1, clouds: CLOUDS });
    const first = Array.from({ length: 400 }, () => endless.next());

    expect(first.every(({ done }) => !done)).toBe(true);
  });

  test('takes its time where everything lives as deployed', () => {
    const slower = 12;
    const forMs = shortestProgrammeMs(slower);

    const [slow] = programme({ seed: 1, clouds: CLOUDS, slower, forMs });
    const [fast] = programme({ seed: 1, clouds: CLOUDS, forMs: shortestProgrammeMs() });

    expect(slow?.from).toBe((fast?.from ?? 0) * slower);
  });
});
