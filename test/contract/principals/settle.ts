import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../lambdas/core/time.ts';
import type { Settlement, Written } from '../../../lambdas/flow/ports.ts';
import { active, ended, halted, LEASE_END, mine, NOW, paused, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

const settlement: Settlement = {
  leaseId: 'mine',
  generation: 7,
  publishedVersion: 'version-new',
  publishBudget: { left: 79, at: NOW },
  refreshAt: NOW + 45 * MINUTE,
  presented: 'stays',
};

export const settleObeys = (rows: OpenRows): void =>
  describe('settle', () => {
    const settle = (id: string): Promise<Written> => rows().principals.settle(id, settlement, NOW);

    test('writes what was published and the next look, and ends lease and failures', async () => {
      const row = active({
        lease: mine,
        refreshAt: LEASE_END,
        publishedGeneration: 6,
        failures: 4,
        lastError: { code: 'http-503', action: 'wait', at: NOW - MINUTE },
        presentedBefore: 'digest-1',
      });

      const { did } = await rows().after(row, settle);

      expect(did).toEqual({
        set: {
          publishedGeneration: 7,
          publishedVersion: 'version-new',
          publishBudget: { left: 79, at: NOW },
          refreshAt: NOW + 45 * MINUTE,
          failures: 0,
        },
        removed: ['lastError', 'lease', 'presentedBefore'],
      });
    });

    test.each([
      ['under its own lease', active({ lease: mine })],
      ['under its own lease that has ended', active({ lease: { ...mine, until: NOW - MINUTE } })],
      ['that nobody holds', active()],
      ['whose other lease has ended', active({ lease: ended })],
    ])('is done on a row %s', async (_, row) => {
      const { answer, left } = await rows().after(row, settle);

      expect(answer).toMatchObject({ write: 'done', principal: { publishedVersion: 'version-new' } });
      expect(left?.lease).toBeUndefined();
    });

    test.each([
      ['another run holds the row', active({ lease: theirs })],
      ['the other lease ends this very second', active({ lease: { ...theirs, until: NOW } })],
      ['the row has a newer generation', active({ lease: mine, generation: 8 })],
      ['the row has an older generation', active({ lease: mine, generation: 6 })],
    ])('changes nothing where %s', async (_, row) => {
      const { answer, did } = await rows().after(row, settle);

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });

    test.each([
      ['stays', []],
      ['goes', ['presented']],
    ] as const)('leaves no more open than it was told: what was presented %s', async (presented, removed) => {
      const row = active({ presented: 'digest-1' });

      const { did } = await rows().after(row, (id) =>
        rows().principals.settle(id, { ...settlement, presented }, NOW),
      );

      expect(did.removed).toEqual(removed);
    });

    test.each([
      ['paused', paused({ lease: mine })],
      ['halted', halted({ lease: mine })],
    ])('does not bring a %s row back into its queue', async (state, row) => {
      const { answer, left } = await rows().after(row, settle);

      expect(answer).toMatchObject({ write: 'done', principal: { state } });
      expect(left?.dueQueue).toBeUndefined();
    });
  });
