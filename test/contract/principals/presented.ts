import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../lambdas/core/time.ts';
import type { Deferral, Kept, Settlement, Written } from '../../../lambdas/flow/ports.ts';
import { active, NOW } from '../../support/principals.ts';
import { claimBy, rowOf } from './claiming.ts';
import type { OpenRows } from './rows.ts';

export const presentedObeys = (rows: OpenRows): void =>
  describe('what was presented', () => {
    const claim = claimBy(rows);
    const presentedBefore = (written: Written) => rowOf(written).presentedBefore;
    const kept: Kept = { sealed: new Uint8Array([9]), grantDigest: 'digest-2' };
    const settlement: Settlement = {
      leaseId: 'mine',
      generation: 7,
      publishedVersion: 'version-new',
      publishBudget: { left: 79, at: NOW },
      refreshAt: NOW + 45 * MINUTE,
      presented: 'stays',
    };
    const later = NOW + 10 * MINUTE;
    const deferred = (presented: 'stays' | 'goes', leaseId = 'mine'): Deferral => ({
      leaseId,
      generation: 7,
      refreshAt: NOW + MINUTE,
      failures: 0,
      lastError: { code: 'http-503', action: 'wait', at: NOW },
      presented,
    });

    test('is nothing at the first claim of a grant', async () => {
      const id = await rows().place(active());

      expect(presentedBefore(await claim(id))).toBeUndefined();
    });

    test('is open at a claim after a run that never came back', async () => {
      const id = await rows().place(active());
      await claim(id, 'lost');

      expect(presentedBefore(await claim(id, 'mine', later))).toBe('digest-1');
    });

    test('is open after a deferral that lets it stay', async () => {
      const id = await rows().place(active());
      await claim(id);
      await rows().principals.defer(id, deferred('stays'));

      expect(presentedBefore(await claim(id, 'next', later))).toBe('digest-1');
    });

    test('is nothing after a deferral that lets it go', async () => {
      const id = await rows().place(active());
      await claim(id);
      await rows().principals.defer(id, deferred('goes'));

      expect(presentedBefore(await claim(id, 'next', later))).toBeUndefined();
    });

    test('stays open over a deferral that sent nothing, where it was open before', async () => {
      const id = await rows().place(active());
      await claim(id, 'lost');
      await claim(id, 'mine', later);
      await rows().principals.defer(id, { ...deferred('stays'), refreshAt: later });

      expect(presentedBefore(await claim(id, 'next', later + MINUTE))).toBe('digest-1');
    });

    test.each([
      ['nothing after a mere republication', undefined, 'goes'],
      ['still open after a mere republication that found it open', 'digest-1', 'stays'],
    ] as const)('is %s', async (_, open, presented) => {
      const id = await rows().place(active(open ? { presented: open } : {}));
      await claim(id);
      await rows().principals.settle(id, { ...settlement, presented }, NOW);

      expect(presentedBefore(await claim(id, 'next', NOW + 60 * MINUTE))).toBe(open);
    });

    test('is nothing after the answer was kept and settled', async () => {
      const id = await rows().place(active());
      await claim(id, 'lost');
      await claim(id, 'mine', later);
      await rows().principals.keep(id, 7, 'mine', kept);
      await rows().principals.settle(id, { ...settlement, generation: 8 }, later);

      expect(presentedBefore(await claim(id, 'next', NOW + 60 * MINUTE))).toBeUndefined();
    });

    test('is nothing for the new grant when the run that kept it never came back', async () => {
      const id = await rows().place(active());
      await claim(id);
      await rows().principals.keep(id, 7, 'mine', kept);

      const taken = await claim(id, 'next', later);

      expect(rowOf(taken)).toMatchObject({ presented: 'digest-2' });
      expect(presentedBefore(taken)).toBeUndefined();
    });
  });
