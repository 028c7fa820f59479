import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../lambdas/core/time.ts';
import type { Kept, Written } from '../../../lambdas/flow/ports.ts';
import { active, halted, mine, NOW, paused, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

const kept: Kept = {
  sealed: new Uint8Array([9, 9]),
  grantDigest: 'digest-2',
  times: { issuedAt: NOW, expiresAt: NOW + 60 * MINUTE, refreshTokenExpiresAt: NOW + 600 * MINUTE },
  scope: 'read',
  subject: 'user-1',
};

export const keepObeys = (rows: OpenRows): void =>
  describe('keep', () => {
    const keep = (id: string): Promise<Written> => rows().principals.keep(id, 7, 'mine', kept);

    test('writes what was obtained, moves the generation and closes what was presented', async () => {
      const row = active({ lease: mine, presented: 'digest-1', presentedBefore: 'digest-1' });

      const { answer, did } = await rows().after(row, keep);

      expect(did).toEqual({
        set: {
          sealed: kept.sealed,
          grantDigest: 'digest-2',
          generation: 8,
          keptBy: 'mine',
          issuedAt: NOW,
          lastRefreshedAt: NOW,
          expiresAt: NOW + 60 * MINUTE,
          refreshTokenExpiresAt: NOW + 600 * MINUTE,
          scope: 'read',
          subject: 'user-1',
        },
        removed: ['presented', 'presentedBefore'],
      });
      expect(answer).toMatchObject({ write: 'done', principal: { generation: 8, lease: mine } });
    });

    test.each([
      ['that nobody holds any more', active()],
      ['that another run holds', active({ lease: theirs })],
      ['whose lease has ended', active({ lease: { ...mine, until: NOW - MINUTE } })],
      ['that an operator paused meanwhile', paused({ lease: mine })],
      ['that was halted meanwhile', halted()],
    ])('is done on a row %s', async (_, row) => {
      const { answer, did } = await rows().after(row, keep);

      expect(answer).toMatchObject({ write: 'done', principal: { generation: 8, state: row.state } });
      expect(did.removed).toEqual([]);
      expect(did.set).not.toHaveProperty('lease');
    });

    test.each([
      ['a newer generation', active({ generation: 8 })],
      ['an older generation', active({ generation: 6 })],
    ])('changes nothing on %s', async (_, row) => {
      const { answer, did } = await rows().after(row, keep);

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });

    test('that comes twice is done, and did its work once', async () => {
      const id = await rows().place(active({ lease: mine }));
      await keep(id);
      const before = await rows().at(id);

      const again = await keep(id);

      expect(again).toMatchObject({ write: 'done', principal: { generation: 8 } });
      expect(await rows().at(id)).toEqual(before);
    });

    test('never creates a row', async () => {
      const written = await keep('removed-meanwhile');

      expect(written).toEqual({ write: 'stale', now: { row: 'missing' } });
      expect(await rows().at('removed-meanwhile')).toBeUndefined();
    });

    test('forgets the end of the old refresh token when that of the new one is not known', async () => {
      const times = { issuedAt: NOW, expiresAt: NOW + MINUTE };

      const { did } = await rows().after(active({ refreshTokenExpiresAt: NOW + MINUTE }), (id) =>
        rows().principals.keep(id, 7, 'mine', { ...kept, times }),
      );

      expect(did.removed).toEqual(['refreshTokenExpiresAt']);
    });

    test('leaves times, scope and subject alone when only a grant was obtained', async () => {
      const { sealed, grantDigest } = kept;

      const { did } = await rows().after(active({ scope: 'read', subject: 'user-1' }), (id) =>
        rows().principals.keep(id, 7, 'mine', { sealed, grantDigest }),
      );

      expect(did).toEqual({ set: { sealed, grantDigest, generation: 8, keptBy: 'mine' }, removed: [] });
    });

    describe('that comes late', () => {
      const keepLate = (id: string): Promise<Written> => rows().principals.keepLate(id, 7, 'mine', kept, NOW);

      test.each([
        ['that nobody holds', active()],
        ['that its own run still holds', active({ lease: mine })],
        ['whose lease has ended', active({ lease: { ...theirs, until: NOW - MINUTE } })],
        ['that was halted meanwhile', halted()],
      ])('is done on a row %s', async (_, row) => {
        const { answer } = await rows().after(row, keepLate);

        expect(answer).toMatchObject({ write: 'done', principal: { generation: 8, keptBy: 'mine' } });
      });

      test.each([
        ['that another run holds', active({ lease: theirs })],
        ['of a newer generation', active({ generation: 8 })],
      ])('changes nothing on a row %s', async (_, row) => {
        const { answer, did } = await rows().after(row, keepLate);

        expect(answer).toMatchObject({ write: 'stale' });
        expect(did).toEqual(UNCHANGED);
      });
    });
  });
