import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../lambdas/core/time.ts';
import type { Deferral, Halt } from '../../../lambdas/flow/ports.ts';
import { active, ended, LEASE_END, mine, NOW, paused, theirs } from '../../support/principals.ts';
import { type OpenRows, UNCHANGED } from './rows.ts';

const deferral: Deferral = {
  leaseId: 'mine',
  generation: 7,
  refreshAt: NOW + 2 * MINUTE,
  failures: 3,
  lastError: { code: 'reply-timeout', action: 'wait', at: NOW },
  presented: 'stays',
};
const halt: Halt = {
  leaseId: 'mine',
  generation: 7,
  haltReason: 'refused',
  failures: 1,
  lastError: { code: 'invalid_grant', action: 'authorize again', at: NOW },
  presented: 'stays',
};

export const setBackObeys = (rows: OpenRows): void =>
  describe('defer and halt', () => {
    const writes = [
      ['defer', (id: string) => rows().principals.defer(id, deferral)],
      ['halt', (id: string) => rows().principals.halt(id, halt)],
    ] as const;

    describe.each(writes)('%s', (_, write) => {
      test('is done under its own lease, even one that has ended', async () => {
        const { answer } = await rows().after(active({ lease: { ...mine, until: NOW - MINUTE } }), write);

        expect(answer.write).toBe('done');
      });

      test.each([
        ['another run holds the row', active({ lease: theirs })],
        ['another run held the row last', active({ lease: ended })],
        ['nobody holds the row', active()],
        ['the row has a newer generation', active({ lease: mine, generation: 8 })],
        ['the row has an older generation', active({ lease: mine, generation: 6 })],
      ])('changes nothing where %s', async (__, row) => {
        const { answer, did } = await rows().after(row, write);

        expect(answer.write).toBe('stale');
        expect(did).toEqual(UNCHANGED);
      });

      test('that comes twice is done, and did its work once', async () => {
        const id = await rows().place(active({ lease: mine }));
        await write(id);
        const before = await rows().at(id);

        const again = await write(id);

        expect(again.write).toBe('done');
        expect(await rows().at(id)).toEqual(before);
      });
    });

    test('defer writes the failure and the next look, and ends the lease', async () => {
      const row = active({ lease: mine, refreshAt: LEASE_END, presented: 'digest-1', presentedBefore: 'x' });

      const { did } = await rows().after(row, (id) => rows().principals.defer(id, deferral));

      expect(did).toEqual({
        set: { refreshAt: NOW + 2 * MINUTE, failures: 3, lastError: deferral.lastError },
        removed: ['lease', 'presentedBefore'],
      });
    });

    test('halt stops the row, says about which grant, and takes it out of its queue', async () => {
      const row = active({ lease: mine, presented: 'digest-1', presentedBefore: 'x' });

      const { did } = await rows().after(row, (id) => rows().principals.halt(id, halt));

      expect(did).toEqual({
        set: {
          state: 'halted',
          haltReason: 'refused',
          haltedGeneration: 7,
          failures: 1,
          lastError: halt.lastError,
        },
        removed: ['dueQueue', 'lease', 'presentedBefore'],
      });
    });

    test('halt notes that it was told', async () => {
      const announced = { what: 'reauthorize', generation: 7 } as const;

      const { left } = await rows().after(active({ lease: mine }), (id) =>
        rows().principals.halt(id, { ...halt, announced }),
      );

      expect(left?.announced).toEqual(announced);
    });

    test('both let what was presented go when they are told so', async () => {
      const row = active({ lease: mine, presented: 'digest-1' });

      const deferred = await rows().after(row, (id) =>
        rows().principals.defer(id, { ...deferral, presented: 'goes' }),
      );
      const stopped = await rows().after(row, (id) =>
        rows().principals.halt(id, { ...halt, presented: 'goes' }),
      );

      expect(deferred.did.removed).toContain('presented');
      expect(stopped.did.removed).toContain('presented');
    });

    test('defer leaves a row that was paused meanwhile outside its queue', async () => {
      const { left } = await rows().after(paused({ lease: mine }), (id) =>
        rows().principals.defer(id, deferral),
      );

      expect(left).toMatchObject({ state: 'paused' });
      expect(left?.dueQueue).toBeUndefined();
    });
  });
