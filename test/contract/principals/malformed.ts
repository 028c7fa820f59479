import { describe, expect, test } from '@jest/globals';
import { writesOf } from '../../support/principal-writes.ts';
import { NOW } from '../../support/principals.ts';
import type { OpenRows } from './rows.ts';

export const malformedRowsObey = (rows: OpenRows): void =>
  describe('a row that breaks the contract', () => {
    const spoilt = { principalId: 'spoilt', app: 'app-spoilt', refreshAt: NOW };

    test('is shown as such, with what is wrong, and stands in its queue', async () => {
      await rows().putMalformed(spoilt);

      const reading = await rows().principals.get('spoilt');
      const { due } = await rows().principals.due('app-spoilt', NOW);

      expect(reading).toEqual({ row: 'malformed', problems: expect.any(Array) });
      expect(due).toEqual([{ principalId: 'spoilt', refreshAt: NOW }]);
      expect(await rows().principals.population('app-spoilt', 3)).toBe(1);
    });

    test.each(['claim', 'keep', 'settle', 'create', 'replace', 'restore', 'remove'] as const)(
      'is left by %s',
      async (name) => {
        await rows().putMalformed(spoilt);
        const before = await rows().principals.get('spoilt');

        const answer = await writesOf(rows().principals)[name]('spoilt');

        expect(answer).toEqual({ write: 'stale', now: before });
        expect(await rows().principals.get('spoilt')).toEqual(before);
      },
    );
  });
