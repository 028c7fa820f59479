import { describe, expect, test } from '@jest/globals';
import { SECOND } from '../../../lambdas/core/time.ts';
import type { Written } from '../../../lambdas/flow/ports.ts';
import { active, ended, halted, LEASE_END, mine, NOW, paused, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

export const holdObeys = (rows: OpenRows): void =>
  describe('hold', () => {
    const hold = (id: string): Promise<Written> =>
      rows().principals.hold(id, { generation: 7, lease: mine }, NOW);

    test.each([
      ['that nobody holds', halted()],
      ['whose lease has ended', halted({ lease: ended })],
    ])('claims a halted row %s, as it stands', async (_, row) => {
      const { answer, did } = await rows().after(row, hold);

      expect(answer).toMatchObject({ write: 'done', principal: { state: 'halted', lease: mine } });
      expect(did).toEqual({ set: { lease: mine }, removed: [] });
    });

    test('takes labels along, and leaves those that are there when none are given', async () => {
      const labels = { site: 'south' };

      const labelled = await rows().after(halted({ labels: { site: 'north' } }), (id) =>
        rows().principals.hold(id, { generation: 7, lease: mine, labels }, NOW),
      );
      const unlabelled = await rows().after(halted({ labels: { site: 'north' } }), hold);

      expect(labelled.left).toMatchObject({ labels });
      expect(unlabelled.left).toMatchObject({ labels: { site: 'north' } });
    });

    test('rounds its lease up', async () => {
      const lease = { id: 'mine', until: LEASE_END + 1 };

      const { left } = await rows().after(halted(), (id) =>
        rows().principals.hold(id, { generation: 7, lease }, NOW),
      );

      expect(left?.lease?.until).toBe(LEASE_END + SECOND);
    });

    test.each([
      ['an active row', active()],
      ['a paused row', paused()],
      ['a halted row that another holds', halted({ lease: theirs })],
      ['a halted row whose lease ends this very second', halted({ lease: { ...theirs, until: NOW } })],
      ['a halted row of another generation', halted({ generation: 8 })],
    ])('leaves %s', async (_, row) => {
      const { answer, did } = await rows().after(row, hold);

      expect(answer.write).toBe('stale');
      expect(did).toEqual(UNCHANGED);
    });

    test('that comes twice is done, and did its work once', async () => {
      const id = await rows().place(halted());
      await hold(id);
      const before = await rows().at(id);

      const again = await hold(id);

      expect(again.write).toBe('done');
      expect(await rows().at(id)).toEqual(before);
    });
  });
