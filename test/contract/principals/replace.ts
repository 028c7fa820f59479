import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../lambdas/core/time.ts';
import type { Written } from '../../../lambdas/flow/ports.ts';
import { active, ended, halted, NOW, theirs } from '../../support/principals.ts';
import { replaced, replacement } from './replacement.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

export const replaceObeys = (rows: OpenRows): void =>
  describe('replace', () => {
    const replace = (id: string): Promise<Written> => rows().principals.replace(id, 7, replacement, NOW);

    test('puts the new grant in place and removes everything that spoke of the old one', async () => {
      const announced = { what: 'reauthorize', generation: 7 } as const;
      const row = halted({
        lease: ended,
        presented: 'digest-1',
        presentedBefore: 'digest-1',
        failures: 3,
        lastError: { code: 'http-503', action: 'wait', at: NOW - MINUTE },
        refreshTokenExpiresAt: NOW + MINUTE,
        scope: 'read',
        subject: 'user-1',
        announced,
      });

      const { did, left } = await rows().after(row, replace);

      const { provider, app, secretName, ...changed } = replaced;
      expect(did).toEqual({
        set: changed,
        removed: [
          'haltReason',
          'haltedGeneration',
          'lastError',
          'lease',
          'presented',
          'presentedBefore',
          'refreshTokenExpiresAt',
          'scope',
          'subject',
        ],
      });
      // The old token is served to its end, and the announcement is over only when a refresh succeeds.
      expect(left).toMatchObject({ expiresAt: NOW + 10 * MINUTE, publishedGeneration: 7, announced });
    });

    test('moves the row into the queue of its new app', async () => {
      const { left } = await rows().after(active(), (id) =>
        rows().principals.replace(id, 7, { ...replacement, app: 'app-2' }, NOW),
      );

      expect(left).toMatchObject({ app: 'app-2', dueQueue: 'app-2' });
    });

    test('keeps the labels when none are given', async () => {
      const { labels: _, ...unlabelled } = replacement;

      const { left } = await rows().after(halted({ labels: { site: 'south' } }), (id) =>
        rows().principals.replace(id, 7, unlabelled, NOW),
      );

      expect(left).toMatchObject({ labels: { site: 'south' } });
    });

    test.each([
      ['a row that a run holds', active({ lease: theirs })],
      ['a row whose lease ends this very second', active({ lease: { ...theirs, until: NOW } })],
      ['a row that was refreshed meanwhile', active({ generation: 8 })],
    ])('leaves %s', async (_, row) => {
      const { answer, did } = await rows().after(row, replace);

      expect(answer).toMatchObject({ write: 'stale', now: { row: 'found' } });
      expect(did).toEqual(UNCHANGED);
    });

    test('that comes twice is done, and did its work once', async () => {
      const id = await rows().place(halted());
      await replace(id);
      const before = await rows().at(id);

      const again = await replace(id);

      expect(again.write).toBe('done');
      expect(await rows().at(id)).toEqual(before);
    });

    test('makes no row where there is none', async () => {
      expect(await replace('nobody')).toEqual({ write: 'stale', now: { row: 'missing' } });
      expect(await rows().at('nobody')).toBeUndefined();
    });
  });
