import { describe, expect, test } from '@jest/globals';
import { SECOND } from '../../../lambdas/core/time.ts';
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
import { claimBy, rowOf } from './claiming.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

export const claimObeys = (rows: OpenRows): void =>
  describe('claim', () => {
    const claim = claimBy(rows);

    test.each([
      ['whose time has come', active()],
      ['at the very second that it is due', active({ refreshAt: NOW })],
      ['whose lease has ended', active({ lease: ended })],
      ['that stands outside its queue', outsideItsQueue()],
    ])('takes an active row %s', async (_, row) => {
      const { answer } = await rows().after(row, claim);

      expect(answer).toMatchObject({ write: 'done', principal: { lease: mine } });
    });

    test.each([
      ['an active row whose time has not come', active({ refreshAt: NOW + SECOND })],
      ['a paused row', paused()],
      ['a halted row', halted()],
      ['a row that another run holds', active({ lease: theirs })],
      ['a row whose lease ends this very second', active({ lease: { ...theirs, until: NOW } })],
      ['a row of another app', active({ app: 'app-2' })],
      ['a row of another provider', active({ provider: 'dkn' })],
    ])('leaves %s as it is, and answers what stands there', async (_, row) => {
      const { answer, did } = await rows().after(row, claim);

      expect(answer).toMatchObject({
        write: 'stale',
        now: { row: 'found', principal: { state: row.state } },
      });
      expect(did).toEqual(UNCHANGED);
    });

    test('writes the lease, hides the row until its end and opens what is presented', async () => {
      const { answer, did } = await rows().after(active(), claim);

      expect(did).toEqual({ set: { lease: mine, refreshAt: LEASE_END, presented: 'digest-1' }, removed: [] });
      expect(rowOf(answer)).toMatchObject({ lease: mine, refreshAt: LEASE_END, presented: 'digest-1' });
    });

    test('that comes twice is done, and did its work once', async () => {
      const id = await rows().place(active());
      await claim(id);
      const before = await rows().at(id);

      const again = await claim(id);

      expect(again).toMatchObject({ write: 'done', principal: { lease: mine } });
      expect(await rows().at(id)).toEqual(before);
    });

    test('rounds its lease up, never down', async () => {
      const id = await rows().place(active());

      const written = await rows().principals.claim(id, {
        app: 'app-1',
        provider: 'oauth2',
        leaseId: 'mine',
        until: LEASE_END + 1,
        now: NOW,
      });

      expect(rowOf(written).lease).toEqual({ id: 'mine', until: LEASE_END + SECOND });
    });

    test('finds no row where there is none, and makes none', async () => {
      const written = await claim('nobody');

      expect(written).toEqual({ write: 'stale', now: { row: 'missing' } });
      expect(await rows().at('nobody')).toBeUndefined();
    });

    test('is won by exactly one of forty at once', async () => {
      const id = await rows().place(active());

      const written = await Promise.all(Array.from({ length: 40 }, (_, n) => claim(id, `run-${n}`)));

      const winners = written.flatMap((one, n) => (one.write === 'done' ? [`run-${n}`] : []));
      expect(winners).toHaveLength(1);
      expect(written.map((one) => rowOf(one).lease?.id)).toEqual(Array(40).fill(winners[0]));
    });
  });
