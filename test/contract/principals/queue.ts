import { describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../../lambdas/core/time.ts';
import { active, LEASE_END, NOW, paused } from '../../support/principals.ts';
import type { OpenRows } from './rows.ts';

export const queueObeys = (rows: OpenRows): void =>
  describe('the queue of an app', () => {
    const fill = async (app: string, refreshAts: readonly number[]): Promise<string[]> => {
      const ids: string[] = [];
      for (const refreshAt of refreshAts) ids.push(await rows().place(active({ app, refreshAt })));
      return ids;
    };
    const ids = (page: { due: readonly { principalId: string }[] }) => page.due.map((row) => row.principalId);

    test('gives the rows that are due, oldest first, and no other', async () => {
      const [second, first, , third] = await fill('queue-1', [
        NOW - MINUTE,
        NOW - 2 * MINUTE,
        NOW + SECOND,
        NOW,
      ]);
      await fill('queue-2', [NOW - MINUTE]);

      const page = await rows().principals.due('queue-1', NOW);

      expect(ids(page)).toEqual([first, second, third]);
      expect(page.due[0]).toEqual({ principalId: first, refreshAt: NOW - 2 * MINUTE });
      expect(page).not.toHaveProperty('next');
    });

    test('comes in pages to its end, each row once', async () => {
      const placed = await fill(
        'queue-3',
        Array.from({ length: 120 }, (_, n) => NOW - n * SECOND),
      );

      const seen: string[] = [];
      let next: unknown;
      do {
        const page = await rows().principals.due('queue-3', NOW, next);
        seen.push(...ids(page));
        next = page.next;
      } while (next !== undefined);

      expect(seen).toEqual(placed.reverse());
    });

    test('hides a claimed row until its lease ends', async () => {
      const id = await rows().place(active({ app: 'queue-4' }));
      await rows().principals.claim(id, {
        app: 'queue-4',
        provider: 'oauth2',
        leaseId: 'mine',
        until: LEASE_END,
        now: NOW,
      });

      expect(ids(await rows().principals.due('queue-4', LEASE_END - SECOND))).toEqual([]);
      expect(ids(await rows().principals.due('queue-4', LEASE_END))).toEqual([id]);
    });

    test('tells how many rows wait in it, counting no further than asked', async () => {
      await fill('queue-5', [NOW - MINUTE, NOW, NOW + MINUTE, NOW + 60 * MINUTE]);

      expect(await rows().principals.population('queue-5', 10)).toBe(4);
      expect(await rows().principals.population('queue-5', 3)).toBe(3);
      expect(await rows().principals.population('queue-empty', 3)).toBe(0);
    });

    test('holds no row that is paused', async () => {
      await rows().place(paused({ app: 'queue-6' }));

      expect(await rows().principals.population('queue-6', 3)).toBe(0);
    });

    test('comes to its end also where its rows go as they are read', async () => {
      const placed = await fill(
        'queue-7',
        Array.from({ length: 80 }, (_, n) => NOW - (80 - n) * SECOND),
      );

      const first = await rows().principals.due('queue-7', NOW);
      for (const { principalId } of first.due) await rows().principals.pause(principalId);
      const second = await rows().principals.due('queue-7', NOW, first.next);

      expect([...ids(first), ...ids(second)]).toEqual(placed);
    });
  });
