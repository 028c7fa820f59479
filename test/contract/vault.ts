import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { ActivePrincipal } from '../../lambdas/core/principal.ts';
import { type SecretView, SUPERSEDED, secretView } from '../../lambdas/core/secret.ts';
import type { Publication, Vault } from '../../lambdas/flow/ports.ts';
import { active } from '../support/principals.ts';

/** One side of the contract: a vault, and what consumers and operators see and do beside it. */
export interface VaultSide {
  readonly vault: Vault;
  /** What consumers read; `undefined` where there is no secret. */
  current(secretName: string): Promise<string | undefined>;
  /** How many versions the secret has, with a label or without. */
  versions(secretName: string): Promise<number>;
  putByHand(secretName: string, text: string): Promise<void>;
  /** For good: no recovery. */
  destroy(secretName: string): Promise<void>;
  becomes(weather: 'well' | 'throttled' | 'away'): void;
  close(): Promise<void>;
}

const GAVE_WAY = { publication: 'failed', fault: 'own', code: SUPERSEDED };
const DONE = { publication: 'done' };
const ROW_CHANGED = { publication: 'failed', fault: 'own', code: 'publish-row-changed' };
const yes = async (): Promise<boolean> => true;
const no = async (): Promise<boolean> => false;
const never = async (): Promise<boolean> => {
  throw new Error('nobody should have asked for the row');
};

export const vaultObeys = (name: string, open: () => Promise<VaultSide>): void =>
  describe(name, () => {
    let side: VaultSide;
    let made = 0;
    /** Each test has a secret of its own, which nobody has made yet. */
    let secretName: string;
    beforeAll(async () => {
      side = await open();
    });
    beforeEach(() => {
      made += 1;
      secretName = side.vault.nameFor('oauth2', `thing-${made}`);
    });
    afterEach(() => side.becomes('well'));
    afterAll(() => side.close());

    const row = (change: Partial<ActivePrincipal> = {}): ActivePrincipal =>
      active({ principalId: `thing-${made}`, secretName, ...change });
    const neverPublished = (): ActivePrincipal => {
      const { publishedVersion: _, ...rest } = row();
      return rest;
    };
    const generation = (n: number): SecretView =>
      secretView(row({ generation: n }), { token: confidential(`token-${n}`), tokenType: 'bearer' });
    const textOf = (n: number): string => generation(n).text.reveal();
    const publish = (n: number, stillThere = yes, principal = row()): Promise<Publication> =>
      side.vault.publish(principal, generation(n), stillThere);

    describe('publishing', () => {
      test('shows consumers the newer version, without a look at the row', async () => {
        await publish(7);

        expect(await publish(8, never)).toEqual(DONE);
        expect(await side.current(secretName)).toBe(textOf(8));
        expect(await side.versions(secretName)).toBe(2);
      });

      test('again changes nothing', async () => {
        await publish(7);

        expect(await publish(7)).toEqual(DONE);
        expect(await side.versions(secretName)).toBe(1);
      });

      test('brings its version back after a late write of an older generation, without a new one', async () => {
        await publish(7);
        await publish(8);
        await side.putByHand(secretName, textOf(7));
        const afterLateWrite = await side.current(secretName);

        expect(await publish(8)).toEqual(DONE);
        expect(afterLateWrite).toBe(textOf(7));
        expect(await side.current(secretName)).toBe(textOf(8));
        expect(await side.versions(secretName)).toBe(3);
      });

      test('gives way to a newer generation whose version consumers read, when it is there already', async () => {
        await publish(7);
        await publish(8);

        expect(await publish(7)).toEqual(GAVE_WAY);
        expect(await side.current(secretName)).toBe(textOf(8));
      });

      test('again gives way too where its own version is there no more', async () => {
        await publish(8);

        expect(await side.vault.publish(row(), generation(7), yes, 'again')).toEqual(GAVE_WAY);
        expect(await side.current(secretName)).toBe(textOf(8));
      });

      test('of a new token takes the place of a higher generation: a table restored from a backup goes on from there', async () => {
        await publish(8);

        expect(await publish(7)).toEqual(DONE);
        expect(await side.current(secretName)).toBe(textOf(7));
      });

      test('again, of what consumers read, changes nothing', async () => {
        await publish(7);

        expect(await side.vault.publish(row(), generation(7), yes, 'again')).toEqual(DONE);
        expect(await side.versions(secretName)).toBe(1);
      });

      test('takes the place of a version that somebody else put there', async () => {
        await publish(7);
        await side.putByHand(secretName, 'by hand');

        expect(await publish(7)).toEqual(DONE);
        expect(await side.current(secretName)).toBe(textOf(7));
      });

      test('of the same by many at once makes one version', async () => {
        const published = await Promise.all(Array.from({ length: 10 }, () => publish(7)));

        expect(published).toEqual(Array(10).fill(DONE));
        expect(await side.versions(secretName)).toBe(1);
      });
    });

    describe('a secret that is not there', () => {
      test.each([
        ['for the first time', neverPublished],
        ['after somebody destroyed it', row],
      ])('is created %s, once the row has been asked for', async (_, principal) => {
        let asked = 0;
        const stillThere = async () => {
          asked += 1;
          return true;
        };

        expect(await publish(7, stillThere, principal())).toEqual(DONE);
        expect(await side.current(secretName)).toBe(textOf(7));
        expect(asked).toBe(1);
      });

      test.each([
        ['never published', neverPublished],
        ['published before', row],
      ])('is not created for a row that was removed (%s)', async (_, principal) => {
        expect(await publish(7, no, principal())).toEqual(ROW_CHANGED);
        expect(await side.current(secretName)).toBeUndefined();
      });

      test('is not brought back after it was destroyed with its row', async () => {
        await publish(7);
        await side.destroy(secretName);

        expect(await publish(8, no)).toEqual(ROW_CHANGED);
        expect(await side.current(secretName)).toBeUndefined();
      });

      test('that somebody else made meanwhile is put into', async () => {
        const made = async () => {
          await publish(6, yes, neverPublished());
          return true;
        };

        expect(await publish(7, made, neverPublished())).toEqual(DONE);
        expect(await side.current(secretName)).toBe(textOf(7));
        expect(await side.versions(secretName)).toBe(2);
      });

      test('is made once when two create it at the same time', async () => {
        const published = await Promise.all([7, 8].map((n) => publish(n, yes, neverPublished())));

        expect(published).toEqual([DONE, DONE]);
        expect(await side.versions(secretName)).toBe(2);
      });
    });

    describe('a publication that fails', () => {
      test.each(['throttled', 'away'] as const)(
        'while the service is %s is the fault of the service',
        async (weather) => {
          side.becomes(weather);

          expect(await publish(7)).toEqual({
            publication: 'failed',
            fault: 'service',
            code: expect.stringMatching(/^publish-\w+$/),
          });
        },
      );

      test('by a row that cannot be read is not laid at the door of its secret', async () => {
        expect(await publish(7, never)).toMatchObject({ publication: 'failed', fault: 'service' });
        expect(await side.current(secretName)).toBeUndefined();
      });

      test('by the limit of versions is the fault of its own secret', async () => {
        await publish(7);
        for (let n = 0; n < 99; n += 1) await side.putByHand(secretName, `version ${n}`);

        const publication = await publish(8);

        expect(publication).toEqual({ publication: 'failed', fault: 'own', code: 'publish-LimitExceeded' });
      });

      test("by another principal's secret in its row is the fault of its own secret", async () => {
        const foreign = row({ secretName: side.vault.nameFor('oauth2', 'other') });

        expect(await publish(7, yes, foreign)).toEqual({
          publication: 'failed',
          fault: 'own',
          code: 'publish-foreign-name',
        });
        expect(await side.current(foreign.secretName)).toBeUndefined();
      });
    });

    describe('the latest generation under a name', () => {
      const latest = (): Promise<number> => side.vault.latestGeneration(secretName);

      test('is none where there is no secret', async () => {
        expect(await latest()).toBe(0);
      });

      test('is that of the current version', async () => {
        await publish(7);
        await publish(8);

        expect(await latest()).toBe(8);
      });

      test('is that of the version before when a late write took its label', async () => {
        await publish(7);
        await publish(8);
        await publish(7);

        expect(await latest()).toBe(8);
      });

      test.each(['by hand', 'null', '[]', '{"generation":"8"}'])(
        'is none in a secret that holds %s',
        async (text) => {
          await publish(7);
          await side.putByHand(secretName, text);
          await side.putByHand(secretName, `${text} `);

          expect(await latest()).toBe(0);
        },
      );

      test('is none in a secret that was destroyed', async () => {
        await publish(7);
        await side.destroy(secretName);

        expect(await latest()).toBe(0);
      });

      test('is not guessed when it cannot be read', async () => {
        side.becomes('away');

        await expect(latest()).rejects.toThrow();
      });
    });
  });
