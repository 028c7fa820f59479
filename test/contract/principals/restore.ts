import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../lambdas/core/time.ts';
import type { Rescued, Written } from '../../../lambdas/flow/ports.ts';
import { active, ended, halted, NOW, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

const rescued: Rescued = {
  generation: 7,
  keptBy: 'lost-run',
  sealed: new Uint8Array([8]),
  grantDigest: 'digest-rescued',
  times: { issuedAt: NOW - MINUTE, expiresAt: NOW + 59 * MINUTE },
  scope: 'read',
  subject: 'user-1',
};

export const restoreObeys = (rows: OpenRows): void =>
  describe('restore', () => {
    const restore = (id: string): Promise<Written> => rows().principals.restore(id, 7, rescued, NOW);

    test('leaves the row as its keep would have, active and due now', async () => {
      const row = halted({
        lease: ended,
        presented: 'digest-1',
        presentedBefore: 'digest-1',
        failures: 2,
        lastError: { code: 'http-503', action: 'wait', at: NOW - MINUTE },
        refreshTokenExpiresAt: NOW,
      });

      const { did } = await rows().after(row, restore);

      expect(did).toEqual({
        set: {
          sealed: rescued.sealed,
          grantDigest: 'digest-rescued',
          generation: 8,
          keptBy: 'lost-run',
          issuedAt: NOW - MINUTE,
          lastRefreshedAt: NOW - MINUTE,
          expiresAt: NOW + 59 * MINUTE,
          scope: 'read',
          subject: 'user-1',
          state: 'active',
          dueQueue: 'app-1',
          refreshAt: NOW,
          failures: 0,
        },
        removed: [
          'haltReason',
          'haltedGeneration',
          'lastError',
          'lease',
          'presented',
          'presentedBefore',
          'refreshTokenExpiresAt',
        ],
      });
    });

    test('of a grant alone leaves the living token its times', async () => {
      const { times: _, ...grantAlone } = rescued;

      const { left } = await rows().after(active(), (id) =>
        rows().principals.restore(id, 7, grantAlone, NOW),
      );

      expect(left).toMatchObject({ expiresAt: NOW + 10 * MINUTE });
    });

    test.each([
      ['a row that a run holds', active({ lease: theirs })],
      ['a row that was refreshed since', active({ generation: 8 })],
      ['a row of before', active({ generation: 6 })],
    ])('leaves %s', async (_, row) => {
      const { answer, did } = await rows().after(row, restore);

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });

    test('is done already when the keep had landed after all', async () => {
      const { answer, did } = await rows().after(active({ generation: 8, keptBy: 'lost-run' }), restore);

      expect(answer.write).toBe('done');
      expect(did).toEqual(UNCHANGED);
    });

    test('makes no row where there is none', async () => {
      expect(await restore('nobody')).toEqual({ write: 'stale', now: { row: 'missing' } });
      expect(await rows().at('nobody')).toBeUndefined();
    });
  });
