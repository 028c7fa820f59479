import { describe, expect, test } from '@jest/globals';
import { LONGEST_CALL } from '../../lambdas/adapters/clients.ts';
import {
  TICK_EVERY_SECONDS,
  TICK_TIMEOUT_LEAST_SECONDS,
  TICK_TIMEOUT_SECONDS,
} from '../../lambdas/contract.ts';
import { LIMITS, TIME_TO_RESCUE } from '../../lambdas/flow/limits.ts';

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
    expect(LIMITS.persistReserve - TIME_TO_RESCUE).toBeGreaterThan(LONGEST_CALL);
  });
});
