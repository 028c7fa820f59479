import { describe, expect, test } from '@jest/globals';
import { active } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

const FAILING = { what: 'failing', generation: 7 } as const;

export const announcedObeys = (rows: OpenRows): void =>
  describe('what was announced', () => {
    test('is noted, and forgotten when the matter is over', async () => {
      const noted = await rows().after(active(), (id) => rows().principals.announced(id, 7, FAILING));
      const over = await rows().after(active({ announced: FAILING }), (id) =>
        rows().principals.announced(id, 7, undefined),
      );

      expect(noted.did).toEqual({ set: { announced: FAILING }, removed: [] });
      expect(over.did).toEqual({ set: {}, removed: ['announced'] });
    });

    test('is not noted on a row that has moved on', async () => {
      const { answer, did } = await rows().after(active({ generation: 8 }), (id) =>
        rows().principals.announced(id, 7, FAILING),
      );

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });
  });
