import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../lambdas/core/time.ts';
import type { Written } from '../../../lambdas/flow/ports.ts';
import { active, ended, NOW, paused, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

export const markDueObeys = (rows: OpenRows): void =>
  describe('mark due', () => {
    const forced = (id: string): Promise<Written> => rows().principals.markDue(id, 'forced', NOW);
    const rejected =
      (generation: number) =>
      (id: string): Promise<Written> =>
        rows().principals.markDue(id, { rejected: generation }, NOW);
    const waiting = active({ refreshAt: NOW + 30 * MINUTE });

    test.each([
      ['forced', forced, waiting],
      ['forced, over a lease that has ended', forced, { ...waiting, lease: ended }],
      ['for the token that is published', rejected(7), waiting],
    ])('moves the next look to now when %s', async (_, markDue, row) => {
      const { answer, did } = await rows().after(row, markDue);

      expect(answer).toMatchObject({ write: 'done', principal: { refreshAt: NOW } });
      expect(did).toEqual({ set: { refreshAt: NOW }, removed: [] });
    });

    test.each([
      ['a row that a run holds', forced, { ...waiting, lease: theirs }],
      ['a row whose lease ends this very second', forced, { ...waiting, lease: { ...theirs, until: NOW } }],
      ['a row whose rejected token has been replaced', rejected(6), waiting],
      ['a row that a run holds, though its token is rejected', rejected(7), { ...waiting, lease: theirs }],
    ])('leaves %s', async (_, markDue, row) => {
      const { answer, did } = await rows().after(row, markDue);

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });

    test('moves the next look to a later time that is asked for, and judges the lease by now', async () => {
      const at = NOW + 5 * MINUTE;
      const held = { ...waiting, principalId: 'held', lease: { ...theirs, until: NOW + 1_000 } };

      const { answer, did } = await rows().after(waiting, (id) =>
        rows().principals.markDue(id, { rejected: 7 }, NOW, at),
      );
      const onHeld = await rows().after(held, (id) =>
        rows().principals.markDue(id, { rejected: 7 }, NOW, at),
      );

      expect(answer.write).toBe('done');
      expect(did).toEqual({ set: { refreshAt: at }, removed: [] });
      expect(onHeld.did).toEqual(UNCHANGED);
    });

    test('does not bring a paused row into its queue', async () => {
      const { left } = await rows().after(paused(), forced);

      expect(left).toMatchObject({ state: 'paused' });
      expect(left?.dueQueue).toBeUndefined();
    });

    test('rounds to whole seconds', async () => {
      const { left } = await rows().after(waiting, (id) => rows().principals.markDue(id, 'forced', NOW + 1));

      expect(left).toMatchObject({ refreshAt: NOW });
    });

    test.each([
      ['forced', forced],
      ['rejected', rejected(7)],
    ])('makes no row where there is none (%s)', async (_, markDue) => {
      const written = await markDue('nobody');

      expect(written).toEqual({ write: 'stale', now: { row: 'missing' } });
      expect(await rows().at('nobody')).toBeUndefined();
    });
  });
