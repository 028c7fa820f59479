import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ActivePrincipal, EndNoted, HaltedPrincipal, Principal } from '../../lambdas/core/principal.ts';
import { protocols } from '../../lambdas/core/protocols/index.ts';
import { DAY, HOUR, MINUTE } from '../../lambdas/core/time.ts';
import { endNeedsOwner, haltIsUntold, recoveryIsUntold, stepTowardsEnd } from '../../lambdas/core/untold.ts';
import { aPrincipal, NOW } from './a-principal.ts';

const halted = (but: Partial<HaltedPrincipal> = {}): HaltedPrincipal => {
  const { dueQueue: _, ...row } = aPrincipal();
  return { ...row, state: 'halted', haltReason: 'refused', haltedGeneration: 7, ...but };
};

describe('a halt', () => {
  test.each([
    ['is untold where nothing was announced', halted(), true],
    ['is untold where only failing was', halted({ announced: { what: 'failing', generation: 7 } }), true],
    ['is told', halted({ announced: { what: 'reauthorize', generation: 7 } }), false],
    ['is no matter any more once a later grant was kept', halted({ generation: 8 }), false],
    ['is none of a row that runs', aPrincipal(), false],
  ])('%s', (_, row, untold) => {
    expect(haltIsUntold(row)).toBe(untold);
  });
});

describe('a recovery', () => {
  const well: Partial<ActivePrincipal> = {
    announced: { what: 'failing', generation: 6 },
    lastRefreshedAt: NOW - HOUR,
  };

  test.each<[string, Partial<ActivePrincipal>, boolean]>([
    ['is untold where it works again', {}, true],
    ['is none without a refresh since', { announced: { what: 'failing', generation: 7 } }, false],
    ['is none while it fails again', { failures: 1 }, false],
    ['is none before it is published', { publishedGeneration: 6 }, false],
    ['is being told by the run that settled it', { lastRefreshedAt: NOW - MINUTE }, false],
    [
      'of a configuration follows other rules',
      { announced: { what: 'configuration', generation: 6 } },
      false,
    ],
  ])('%s', (_, but, untold) => {
    expect(recoveryIsUntold(aPrincipal({ ...well, ...but }), NOW)).toBe(untold);
  });
});

const endOfNote = ({ refreshTokenExpiresAt = 0, generation }: Principal): EndNoted => ({
  at: refreshTokenExpiresAt,
  generation,
  told: false,
});

describe('the end of a refresh token', () => {
  /** Refreshed every `gap`, looked at each time; what was told to its owner, and how often something was written. */
  const lived = (endOf: (refreshedAt: number) => number, gap: number, days: number) => {
    let noted: EndNoted | undefined;
    const told: number[] = [];
    let writes = 0;
    for (let now = NOW, generation = 7; now < NOW + days * DAY; now += gap, generation += 1) {
      const refreshTokenExpiresAt = endOf(now);
      const row = aPrincipal({
        generation,
        issuedAt: now,
        refreshTokenExpiresAt,
        ...(noted && { endNoted: noted }),
      });
      const step = stepTowardsEnd(row, now + MINUTE);
      if (step !== undefined) writes += 1;
      // Looked at a second time before the next refresh.
      if (step === 'note' && stepTowardsEnd({ ...row, endNoted: endOfNote(row) }, now + 2 * MINUTE))
        writes += 99;
      if (step === 'note') noted = endOfNote(row);
      if (step === 'tell' && noted) noted = { ...noted, told: true };
      if (step === 'tell') told.push(now);
      if (step === 'over') noted = undefined;
    }
    return { told, writes };
  };
  const hours = fc.integer({ min: 1, max: 12 }).map((n) => n * HOUR);

  test('that stays where it is is told once, days before', () => {
    fc.assert(
      fc.property(hours, fc.integer({ min: 3, max: 60 }), (gap, days) => {
        const end = NOW + days * DAY;
        const { told, writes } = lived(() => end, gap, days);
        expect(told).toHaveLength(1);
        expect(end - (told[0] ?? end)).toBeGreaterThan(Math.min(days, 7) * DAY - 3 * gap);
        expect(writes).toBe(2);
      }),
    );
  });

  test('that moves with every refresh is never told, and noted once in its life at most', () => {
    fc.assert(
      fc.property(hours, fc.integer({ min: 13, max: 24 * 20 }), (gap, life) => {
        const { told, writes } = lived((refreshedAt) => refreshedAt + life * HOUR, gap, 30);
        expect(told).toEqual([]);
        expect(writes).toBeLessThanOrEqual(31);
      }),
    );
  });

  test('is told again where a new grant ends too', () => {
    const firstEnd = NOW + 5 * DAY;
    const { told } = lived((now) => (now < NOW + 4 * DAY ? firstEnd : NOW + 8 * DAY), 6 * HOUR, 8);

    expect(told).toHaveLength(2);
  });

  test('needs somebody where the protocol cannot log in by itself', () => {
    const needs = Object.fromEntries(
      [...protocols].map(([name, protocol]) => [name, endNeedsOwner(protocol)]),
    );

    expect(needs).toEqual({ dkn: true, huawei: false, kii: true, oauth2: true });
  });
});
