import { describe, expect, test } from '@jest/globals';
import { LONGEST_CALL } from '../../lambdas/adapters/clients.ts';
import {
  TICK_EVERY_SECONDS,
  TICK_TIMEOUT_LEAST_SECONDS,
  TICK_TIMEOUT_SECONDS,
} from '../../lambdas/contract.ts';
import { hurried, LIMITS, type Limits } from '../../lambdas/flow/limits.ts';

const SECOND = 1_000;

describe('limits', () => {
  test('leave a request and the keeping of its answer room before the end, however short the run may be set', () => {
    expect(LIMITS.provider + LIMITS.persistReserve).toBeLessThan(TICK_TIMEOUT_LEAST_SECONDS * SECOND);
    expect(TICK_TIMEOUT_SECONDS).toBeLessThan(TICK_EVERY_SECONDS);
  });

  test('let a lease outlive its run by more than all attempts of one SDK call', () => {
    expect(LIMITS.leaseBeyondDeadline).toBeGreaterThan(LONGEST_CALL);
  });

  test('let the keep use all attempts of its SDK call before the rescue record must go out', () => {
    expect(LIMITS.persistReserve - LIMITS.timeToRescue).toBeGreaterThan(LONGEST_CALL);
  });
});

describe('limits that are hurried', () => {
  const scaled = (by: number): Limits => ({
    connect: LIMITS.connect / by,
    provider: LIMITS.provider / by,
    persistReserve: LIMITS.persistReserve / by,
    timeToRescue: LIMITS.timeToRescue / by,
    leaseBeyondDeadline: LIMITS.leaseBeyondDeadline / by,
    publishingProof: LIMITS.publishingProof / by,
  });

  test('by nothing are those of a deployed fleet, and a run has all of its time', () => {
    expect(hurried(1)).toEqual({ limits: LIMITS, share: 1 });
  });

  test.each([
    [2, 2],
    [4, 4],
    [12, 4],
    [60, 4],
  ])('%s times are all %s times as short, as is the time of a run', (times, by) => {
    expect(hurried(times)).toEqual({ limits: scaled(by), share: 1 / by });
  });

  test.each([1, 2, 4, 60])('%s times leave a request and its keeping room before the end', (times) => {
    const { limits, share } = hurried(times);

    expect(limits.provider + limits.persistReserve).toBeLessThan(TICK_TIMEOUT_SECONDS * SECOND * share);
    expect(limits.timeToRescue).toBeLessThan(limits.persistReserve);
  });

  test.each([1, 4, 60])(
    '%s times let a killed run give its rows back before a token of an hour ends',
    (times) => {
      const { limits, share } = hurried(times);
      const heldAtMost = TICK_TIMEOUT_SECONDS * SECOND * share + limits.leaseBeyondDeadline;

      expect(heldAtMost).toBeLessThan((60 * 60 * SECOND) / times);
    },
  );
});
