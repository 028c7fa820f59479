import { describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../../lambdas/core/time.ts';
import type { Replacement } from '../../../lambdas/flow/ports.ts';
import { active, ended, halted, LEASE_END, mine, NOW, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

const held: Replacement = {
  provider: 'oauth2',
  app: 'app-held',
  sealed: new Uint8Array([5]),
  grantDigest: 'digest-new',
  generation: 8,
  keptBy: 'mine',
  secretName: 'refresh-scheduler/tokens/oauth2/thing-1',
  publishBudget: { left: 90, at: NOW },
  lease: mine,
  subject: 'user-2',
};
const { lease: _, subject: __, ...unheld } = held;

/** Rows that whoever enrols them holds from the start. */
export const heldRowsObey = (rows: OpenRows): void => {
  describe('a row that is created with a lease', () => {
    test('shows it and whom its tokens must be for, and is not due before the lease ends', async () => {
      const written = await rows().principals.create('held-1', held, NOW);

      expect(written).toMatchObject({
        write: 'done',
        principal: {
          lease: mine,
          subject: 'user-2',
          refreshAt: LEASE_END,
          state: 'active',
          dueQueue: 'app-held',
        },
      });
    });

    test("is in nobody else's hands: neither claimed, nor marked due, nor replaced, nor removed", async () => {
      await rows().principals.create('held-2', held, NOW);
      const before = await rows().at('held-2');
      const by = { app: 'app-held', provider: 'oauth2', leaseId: 'a-run', until: LEASE_END + MINUTE };

      const writes = [
        await rows().principals.claim('held-2', { ...by, now: LEASE_END }),
        await rows().principals.markDue('held-2', 'forced', NOW),
        await rows().principals.replace('held-2', 8, { ...held, keptBy: 'another' }, NOW),
        await rows().principals.remove('held-2', 8, NOW, 'a-run'),
        await rows().principals.remove('held-2', 8, NOW),
      ];
      const { due } = await rows().principals.due('app-held', LEASE_END - SECOND);

      expect(writes.map(({ write }) => write)).toEqual(['stale', 'stale', 'stale', 'stale', 'stale']);
      expect(due).toEqual([]);
      expect(await rows().at('held-2')).toEqual(before);
    });

    test('is claimed once its lease has ended', async () => {
      await rows().principals.create('held-3', held, NOW);
      const now = LEASE_END + SECOND;

      const claimed = await rows().principals.claim('held-3', {
        app: 'app-held',
        provider: 'oauth2',
        leaseId: 'a-run',
        until: now + MINUTE,
        now,
      });

      expect(claimed.write).toBe('done');
    });

    test('keeps and settles what its holder obtained', async () => {
      await rows().principals.create('held-4', held, NOW);
      const settlement = {
        leaseId: 'mine',
        generation: 9,
        publishedVersion: 'version-1',
        publishBudget: { left: 89, at: NOW },
        refreshAt: NOW + 45 * MINUTE,
        presented: 'goes',
      } as const;

      const kept = await rows().principals.keep('held-4', 8, 'mine', {
        sealed: new Uint8Array([9]),
        grantDigest: 'digest-2',
        times: { issuedAt: NOW, expiresAt: NOW + 60 * MINUTE },
      });
      await rows().principals.settle('held-4', settlement, NOW);

      const row = await rows().at('held-4');
      expect(kept).toMatchObject({ write: 'done', principal: { generation: 9, subject: 'user-2' } });
      expect(row).toMatchObject({ publishedGeneration: 9, refreshAt: NOW + 45 * MINUTE });
      expect(row?.lease).toBeUndefined();
    });

    test('rounds its lease up: it never ends early', async () => {
      const lease = { id: 'mine', until: LEASE_END + 1 };

      await rows().principals.create('held-5', { ...held, lease }, NOW);

      expect(await rows().at('held-5')).toMatchObject({
        lease: { id: 'mine', until: LEASE_END + SECOND },
        refreshAt: LEASE_END + SECOND,
      });
    });
  });

  describe('a row that is replaced with a lease', () => {
    const replaceBy = (by: Replacement) => (id: string) => rows().principals.replace(id, 7, by, NOW);

    test('has the new lease and subject in the place of the old ones', async () => {
      const row = halted({ lease: ended, subject: 'user-1', scope: 'read' });

      const { left, answer } = await rows().after(row, replaceBy(held));

      expect(answer.write).toBe('done');
      expect(left).toMatchObject({ lease: mine, subject: 'user-2', refreshAt: LEASE_END });
      expect(left?.scope).toBeUndefined();
    });

    test('without either has none: what spoke of the old grant goes', async () => {
      const { left } = await rows().after(halted({ lease: ended, subject: 'user-1' }), replaceBy(unheld));

      expect(left).toMatchObject({ refreshAt: NOW });
      expect([left?.lease, left?.subject]).toEqual([undefined, undefined]);
    });

    test.each([
      ['that a run holds', active({ lease: theirs })],
      ['that was refreshed meanwhile', active({ generation: 8 })],
    ])('leaves a row %s', async (_, row) => {
      const { answer, did } = await rows().after(row, replaceBy(held));

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });
  });
};
