import { describe, expect, test } from '@jest/globals';
import type { Written } from '../../../lambdas/flow/ports.ts';
import { halted, NOW } from '../../support/principals.ts';
import { replaced, replacement } from './replacement.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

export const createObeys = (rows: OpenRows): void =>
  describe('create', () => {
    const create = (id: string, by = replacement): Promise<Written> => rows().principals.create(id, by, NOW);

    test('writes a whole row, due now and never published', async () => {
      const written = await create('new-1');

      const row = { principalId: 'new-1', ...replaced, publishedGeneration: 0 };
      expect(await rows().at('new-1')).toEqual(row);
      expect(written).toEqual({ write: 'done', principal: row });
    });

    test('leaves a row that is there', async () => {
      const { answer, did } = await rows().after(halted(), create);

      expect(answer).toMatchObject({ write: 'stale', now: { principal: { state: 'halted' } } });
      expect(did).toEqual(UNCHANGED);
    });

    test('is done by one of two at once', async () => {
      const written = await Promise.all(
        ['enrolment-a', 'enrolment-b'].map((keptBy) => create('new-2', { ...replacement, keptBy })),
      );

      expect(written.map(({ write }) => write).sort()).toEqual(['done', 'stale']);
    });

    test('that comes twice is done, and made one row', async () => {
      await create('new-3');
      await rows().principals.pause('new-3');

      const again = await create('new-3');

      expect(again).toMatchObject({ write: 'done', principal: { state: 'paused' } });
    });
  });
