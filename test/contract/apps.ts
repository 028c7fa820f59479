import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import { MINUTE } from '../../lambdas/core/time.ts';
import type { AppChange, Apps } from '../../lambdas/flow/ports.ts';

/** One side of the contract: apps' secrets as one process reads them, and an operator's hand in them. */
export interface AppsSide {
  /** As in a process of its own: with nothing cached. */
  newApps(): Apps;
  /** By hand, past the port. */
  put(app: string, secret: object): Promise<void>;
  /** How many times an app's secret was read. */
  reads(): number;
  becomes(weather: 'well' | 'away'): void;
  /** Moves the clock on (ms). */
  advance(ms: number): void;
  close(): Promise<void>;
}

const credentials = (secret: string) => ({ provider: 'dkn', client_id: 'us', client_secret: secret });

export const appsObey = (name: string, open: () => Promise<AppsSide>): void =>
  describe(name, () => {
    let side: AppsSide;
    let apps: Apps;
    let made = 0;
    /** Each test has an app of its own, without a secret yet. */
    let app: string;
    beforeAll(async () => {
      side = await open();
    });
    beforeEach(() => {
      made += 1;
      app = `app-${made}`;
      apps = side.newApps();
    });
    afterEach(() => side.becomes('well'));
    afterAll(() => side.close());

    describe('an app secret', () => {
      test('gives the credentials, and another version whenever it changes', async () => {
        await side.put(app, credentials('hush-1'));
        const first = await apps.read(app, 'dkn');
        await side.put(app, credentials('hush-2'));

        const second = await apps.read(app, 'dkn', 'fresh');

        expect(first).toEqual({ ok: true, version: expect.any(String), apps: [expect.anything()] });
        expect(second.ok).toBe(true);
        expect(second.version).not.toBe(first.version);
      });

      test('is read once for many readers at once, and not again for five minutes', async () => {
        await side.put(app, credentials('hush-1'));
        const before = side.reads();

        await Promise.all(Array.from({ length: 20 }, () => apps.read(app, 'dkn')));
        side.advance(5 * MINUTE - 1);
        await apps.read(app, 'dkn');

        expect(side.reads() - before).toBe(1);
      });

      test('is read again after five minutes', async () => {
        await side.put(app, credentials('hush-1'));
        const first = await apps.read(app, 'dkn');
        await side.put(app, credentials('hush-2'));
        side.advance(5 * MINUTE);

        const second = await apps.read(app, 'dkn');

        expect(second.version).not.toBe(first.version);
      });

      test('is read past the cache when fresh is asked for, and others have that from then on', async () => {
        await side.put(app, credentials('hush-1'));
        const first = await apps.read(app, 'dkn');
        await side.put(app, credentials('hush-2'));

        const fresh = await apps.read(app, 'dkn', 'fresh');
        const before = side.reads();
        const cached = await apps.read(app, 'dkn');

        expect(fresh.version).not.toBe(first.version);
        expect(cached).toBe(fresh);
        expect(side.reads()).toBe(before);
      });
    });

    describe('a secret that gives no credentials', () => {
      test('is named when it is not there', async () => {
        expect(await apps.read(app, 'dkn')).toMatchObject({ ok: false, problems: [{ field: 'secret' }] });
      });

      test('is named by its fields when it does not fit, without what they hold', async () => {
        await side.put(app, { provider: 'dkn', client_secret: 'hush-1' });

        const read = await apps.read(app, 'dkn');

        expect(read).toMatchObject({ ok: false, problems: [{ field: 'client_id' }] });
        expect(JSON.stringify(read)).not.toContain('hush');
      });

      test('is of no provider that is known', async () => {
        await side.put(app, credentials('hush-1'));

        expect(await apps.read(app, 'unheard-of')).toMatchObject({
          ok: false,
          problems: [{ field: 'provider' }],
        });
      });

      test('for one provider does not spoil what another reader has', async () => {
        await side.put(app, credentials('hush-1'));
        await apps.read(app, 'dkn');

        const forAnother = await apps.read(app, 'kii', 'fresh');

        expect(forAnother.ok).toBe(false);
        expect(await apps.read(app, 'dkn')).toMatchObject({ ok: true });
      });
    });

    describe('a secret that cannot be read just now', () => {
      test('throws and is not remembered', async () => {
        await side.put(app, credentials('hush-1'));
        side.becomes('away');
        await expect(apps.read(app, 'dkn')).rejects.toThrow();
        side.becomes('well');

        expect(await apps.read(app, 'dkn')).toMatchObject({ ok: true });
      });

      test('fails for all who waited for the same call', async () => {
        await side.put(app, credentials('hush-1'));
        side.becomes('away');

        const read = await Promise.allSettled([apps.read(app, 'dkn'), apps.read(app, 'dkn')]);

        expect(read.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      });

      test('leaves in the cache what was there, when a fresh reading fails', async () => {
        await side.put(app, credentials('hush-1'));
        const known = await apps.read(app, 'dkn');
        side.becomes('away');

        await expect(apps.read(app, 'dkn', 'fresh')).rejects.toThrow();

        expect(await apps.read(app, 'dkn')).toBe(known);
      });
    });

    describe('writing', () => {
      const write = (secret: object): Promise<AppChange> =>
        apps.write(app, 'dkn', confidential(JSON.stringify(secret)));

      test('creates a secret, changes it, and costs no version when it says the same', async () => {
        const created = await write(credentials('one'));
        const first = await apps.read(app, 'dkn', 'fresh');
        const { provider, ...rest } = credentials('one');
        const unchanged = [await write(credentials('one')), await write({ ...rest, provider })];
        const second = await apps.read(app, 'dkn', 'fresh');
        const updated = await write(credentials('two'));

        expect([created, ...unchanged, updated]).toEqual(['created', 'unchanged', 'unchanged', 'updated']);
        expect(second.version).toBe(first.version);
        expect((await apps.read(app, 'dkn', 'fresh')).version).not.toBe(first.version);
      });

      test('is seen by the next reader, though the one before found nothing', async () => {
        await apps.read(app, 'dkn');

        await write(credentials('one'));

        expect(await apps.read(app, 'dkn')).toMatchObject({ ok: true });
      });

      test('throws when the service is away', async () => {
        side.becomes('away');

        await expect(write(credentials('one'))).rejects.toThrow();
      });
    });
  });
