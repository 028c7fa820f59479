import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../lambdas/core/time.ts';
import type { Written } from '../../../lambdas/flow/ports.ts';
import { active, halted, NOW, outsideItsQueue, paused } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

export const adoptObeys = (rows: OpenRows): void =>
  describe('adopt', () => {
    const adopt = (id: string): Promise<Written> => rows().principals.adopt(id, NOW);

    test('puts an active row that fell out of its queue back into it, due now', async () => {
      const { answer, did } = await rows().after(outsideItsQueue({ refreshAt: NOW + MINUTE }), adopt);

      expect(answer.write).toBe('done');
      expect(did).toEqual({ set: { dueQueue: 'app-1', refreshAt: NOW }, removed: [] });
    });

    test('brings a halted row back when a later keep made the evidence old', async () => {
      const { answer, did } = await rows().after(halted({ generation: 8, haltedGeneration: 7 }), adopt);

      expect(answer.write).toBe('done');
      expect(did).toEqual({
        set: { state: 'active', dueQueue: 'app-1', refreshAt: NOW },
        removed: ['haltReason', 'haltedGeneration'],
      });
    });

    test.each([
      ['a halted row whose evidence stands', halted()],
      ['a paused row', paused()],
    ])('leaves %s as it is', async (_, row) => {
      const { answer, did } = await rows().after(row, adopt);

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });

    test('changes nothing on a row that is in its queue', async () => {
      const { answer, did } = await rows().after(active(), adopt);

      expect(answer.write).toBe('done');
      expect(did).toEqual(UNCHANGED);
    });
  });
