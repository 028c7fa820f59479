import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Sealer } from '../../lambdas/flow/ports.ts';
import { SealError } from '../../lambdas/flow/seal-error.ts';

/** One side of the contract: sealers of one fleet, and the key service that they ask. */
export interface SealerSide {
  /** Each as in a process of its own. */
  newSealer(): Sealer;
  /** How many times the key service has been asked, for a data key or to open one. */
  calls(): number;
  becomes(weather: 'well' | 'throttled' | 'away'): void;
  /** Moves the clock (ms, from the opening). */
  isLater(ms: number): void;
  close(): Promise<void>;
}

const ROW = JSON.stringify({ principalId: 'thing-1', grant: { refreshToken: 'Zoë’s token' } });

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

const sealed = async (sealer: Sealer, plaintext = ROW): Promise<Uint8Array> => {
  const seal = await sealer.prepare();
  return seal(confidential(plaintext));
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'it did not fail';
  } catch (error) {
    return error instanceof SealError ? error.code : `unexpected: ${error}`;
  }
};

export const sealerObeys = (name: string, open: () => Promise<SealerSide>): void =>
  describe(name, () => {
    let side: SealerSide;
    beforeEach(async () => {
      side = await open();
    });
    afterEach(() => side.close());

    describe('a sealed row', () => {
      test('opens to what was sealed, in another process too', async () => {
        const bytes = await sealed(side.newSealer());

        const opened = await side.newSealer().open(bytes);

        expect(opened.reveal()).toBe(ROW);
      });
    });

    describe('the data key', () => {
      test('is had once for 500 seals and once for opening them all, at once and from cold', async () => {
        const sealer = side.newSealer();

        const rows = await Promise.all(range(500).map((n) => sealed(sealer, `row ${n}`)));
        const opened = await Promise.all(rows.map((row) => sealer.open(row)));

        expect(opened.map((row) => row.reveal())).toEqual(range(500).map((n) => `row ${n}`));
        expect(side.calls()).toBe(1 + 1);
      });

      test('of every process is its own: each is opened by itself', async () => {
        const rows = [await sealed(side.newSealer()), await sealed(side.newSealer())];
        const sealer = side.newSealer();

        for (const row of rows) await sealer.open(row);

        expect(side.calls()).toBe(2 + 2);
      });

      test('serves 1,000 rows and no more', async () => {
        const sealer = side.newSealer();

        await Promise.all(range(1_000).map(() => sealer.prepare()));
        const upToTheBound = side.calls();
        await Promise.all(range(1_000).map(() => sealer.prepare()));

        expect(upToTheBound).toBe(1);
        expect(side.calls()).toBe(2);
      });

      test('serves for five minutes and no longer', async () => {
        const sealer = side.newSealer();
        const row = await sealed(sealer);
        await sealer.open(row);

        side.isLater(299_000);
        await sealer.open(await sealed(sealer));
        const within = side.calls();
        side.isLater(302_000);
        await sealer.prepare();
        await sealer.open(row);

        expect(within).toBe(1 + 1);
        expect(side.calls()).toBe(2 + 2);
      });
    });

    describe('a prepared seal', () => {
      test('needs no key service any more, though the cached key has aged out in between', async () => {
        const sealer = side.newSealer();
        const seal = await sealer.prepare();

        side.isLater(600_000);
        await sealer.prepare();
        side.becomes('away');
        const before = side.calls();
        const row = await seal(confidential(ROW));

        expect(side.calls()).toBe(before);
        side.becomes('well');
        expect((await sealer.open(row)).reveal()).toBe(ROW);
      });

      test('is good for one use', async () => {
        const seal = await side.newSealer().prepare();
        await seal(confidential(ROW));

        await expect(seal(confidential(ROW))).rejects.toThrow('one use');
      });
    });

    describe('bytes that are not one of our rows', () => {
      test.each([
        ['nothing', Buffer.alloc(0)],
        ['text', Buffer.from('not sealed')],
        ['zeros', Buffer.alloc(1_000)],
      ])('are unreadable, and the key service is not asked: %s', async (_, bytes) => {
        side.becomes('away');

        const code = await codeOf(side.newSealer().open(bytes));

        expect(code).toBe('sealed-unreadable');
        expect(side.calls()).toBe(0);
      });
    });

    describe.each(['throttled', 'away'] as const)('a key service that is %s', (weather) => {
      test('is not blamed on the row that it kept from opening', async () => {
        const row = await sealed(side.newSealer());
        const sealer = side.newSealer();
        side.becomes(weather);

        const code = await codeOf(sealer.open(row));
        side.becomes('well');
        const opened = await sealer.open(row);

        expect(code).toBe('key-unavailable');
        expect(opened.reveal()).toBe(ROW);
      });

      test('shows before anything is asked of a cloud', async () => {
        const sealer = side.newSealer();
        side.becomes(weather);

        const code = await codeOf(sealer.prepare());
        side.becomes('well');

        expect(code).toBe('key-unavailable');
        await expect(sealer.prepare()).resolves.toBeInstanceOf(Function);
      });

      test('is found out once for all who wait', async () => {
        const sealer = side.newSealer();
        side.becomes(weather);

        const codes = await Promise.all(range(20).map(() => codeOf(sealer.prepare())));

        expect(codes).toEqual(range(20).map(() => 'key-unavailable'));
        expect(side.calls()).toBe(1);
      });

      test('keeps no row from opening whose key is known', async () => {
        const sealer = side.newSealer();
        const row = await sealed(sealer);
        await sealer.open(row);
        side.becomes(weather);

        expect((await sealer.open(row)).reveal()).toBe(ROW);
      });
    });
  });
