import { describe, expect, test } from '@jest/globals';
import { active, ended, halted, mine, NOW, paused, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

export const removeObeys = (rows: OpenRows): void => {
  describe('remove', () => {
    const remove = (id: string) => rows().principals.remove(id, 7, NOW);

    test.each([
      ['that nobody holds', active()],
      ['whose lease has ended', active({ lease: ended })],
      ['that is halted', halted()],
    ])('removes a row %s and answers it', async (_, row) => {
      const { answer, left } = await rows().after(row, remove);

      expect(answer).toMatchObject({ write: 'done', principal: { secretName: row.secretName } });
      expect(left).toBeUndefined();
    });

    test('takes the row out of its queue', async () => {
      await rows().after(active({ app: 'app-removed' }), remove);

      expect((await rows().principals.due('app-removed', NOW)).due).toEqual([]);
    });

    test.each([
      ['a row that a run holds', active({ lease: theirs })],
      ['a row whose lease ends this very second', active({ lease: { ...theirs, until: NOW } })],
      ['a row that was refreshed meanwhile', active({ generation: 8 })],
    ])('leaves %s', async (_, row) => {
      const { answer, did } = await rows().after(row, remove);

      expect(answer).toMatchObject({ write: 'stale', now: { row: 'found' } });
      expect(did).toEqual(UNCHANGED);
    });

    test('finds a row gone that is not there', async () => {
      expect(await remove('nobody')).toEqual({ write: 'gone' });
    });
  });

  describe("removing with a lease of one's own", () => {
    const remove = (id: string) => rows().principals.remove(id, 7, NOW, 'mine');

    test.each([
      ['one holds', active({ lease: mine })],
      ['one holds and an operator paused', paused({ lease: mine })],
      ['nobody holds', active()],
      ['somebody held', active({ lease: ended })],
    ])('removes a row that %s', async (_, row) => {
      const { answer, left } = await rows().after(row, remove);

      expect(answer.write).toBe('done');
      expect(left).toBeUndefined();
    });

    test.each([
      ['somebody else holds', active({ lease: theirs })],
      ['one holds, but with something kept meanwhile', active({ lease: mine, generation: 8 })],
    ])('leaves a row that %s', async (_, row) => {
      const { answer, did } = await rows().after(row, remove);

      expect(answer).toMatchObject({ write: 'stale', now: { row: 'found' } });
      expect(did).toEqual(UNCHANGED);
    });
  });
};
