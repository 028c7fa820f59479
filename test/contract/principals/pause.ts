import { describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../../lambdas/core/time.ts';
import type { Written } from '../../../lambdas/flow/ports.ts';
import {
  active,
  ended,
  halted,
  LEASE_END,
  mine,
  NOW,
  outsideItsQueue,
  paused,
  theirs,
} from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

export const pauseObeys = (rows: OpenRows): void =>
  describe('pause and resume', () => {
    const pause = (id: string): Promise<Written> => rows().principals.pause(id);
    const resume = (id: string): Promise<Written> => rows().principals.resume(id, NOW);

    test('pause takes the row out of its queue and leaves the rest, a live lease too', async () => {
      const { answer, did } = await rows().after(active({ lease: mine }), pause);

      expect(answer).toMatchObject({ write: 'done', principal: { state: 'paused', lease: mine } });
      expect(did).toEqual({ set: { state: 'paused' }, removed: ['dueQueue'] });
    });

    test('pause changes nothing on a row that is paused', async () => {
      const { answer, did } = await rows().after(paused(), pause);

      expect(answer.write).toBe('done');
      expect(did).toEqual(UNCHANGED);
    });

    test('pause leaves a halted row halted', async () => {
      const { answer, did } = await rows().after(halted(), pause);

      expect(answer).toMatchObject({ write: 'stale', now: { principal: { state: 'halted' } } });
      expect(did).toEqual(UNCHANGED);
    });

    test.each([
      ['now', undefined, NOW],
      ['now where its last lease has ended', ended, NOW],
      ['at the end of a lease that is live', theirs, LEASE_END],
    ])('resume puts the row back into its queue, due %s', async (_, lease, refreshAt) => {
      const { did } = await rows().after(paused(lease ? { lease } : { refreshAt: NOW - MINUTE }), resume);

      expect(did).toEqual({ set: { state: 'active', dueQueue: 'app-1', refreshAt }, removed: [] });
    });

    test('resume rounds up to whole seconds: a lease is never disturbed', async () => {
      const { left } = await rows().after(paused(), (id) => rows().principals.resume(id, NOW + 1));

      expect(left).toMatchObject({ refreshAt: NOW + SECOND });
    });

    test.each([
      ['active', 'done', active()],
      ['active and outside its queue', 'stale', outsideItsQueue()],
      ['halted', 'stale', halted()],
    ])('resume changes nothing on a row that is %s: %s', async (_, outcome, row) => {
      const { answer, did } = await rows().after(row, resume);

      expect(answer.write).toBe(outcome);
      expect(did).toEqual(UNCHANGED);
    });

    test('neither makes a row where there is none', async () => {
      expect(await pause('nobody')).toEqual({ write: 'stale', now: { row: 'missing' } });
      expect(await resume('nobody')).toEqual({ write: 'stale', now: { row: 'missing' } });
      expect(await rows().at('nobody')).toBeUndefined();
    });

    test('a row that was paused under a lease settles, stays outside, and comes back by a resume alone', async () => {
      const id = await rows().place(active({ app: 'app-paused', lease: mine }));
      await pause(id);
      await rows().principals.settle(
        id,
        {
          leaseId: 'mine',
          generation: 7,
          publishedVersion: 'version-8',
          publishBudget: { left: 79, at: NOW },
          refreshAt: NOW + MINUTE,
          presented: 'goes',
        },
        NOW,
      );
      const whilePaused = await rows().principals.due('app-paused', NOW + 60 * MINUTE);

      await resume(id);

      expect(whilePaused.due).toEqual([]);
      expect((await rows().principals.due('app-paused', NOW)).due).toEqual([
        { principalId: id, refreshAt: NOW },
      ]);
    });
  });
