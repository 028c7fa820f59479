import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GOOD_STANDING, type Standing } from '../../lambdas/core/standing.ts';
import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { AppControl, Controls } from '../../lambdas/flow/ports.ts';
import { NOW } from '../support/principals.ts';

/** One side of the contract: a port of controls, and an operator's hand in its table. */
export interface ControlsSide {
  readonly controls: Controls;
  /** An operator's own pause of an app that is known. */
  pauseApp(app: string, at: number): Promise<void>;
  pauseEverything(at: number): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

const standing: Standing = {
  misconfigured: ['thing-1', 'thing-2'],
  refused: ['a', 'b'],
  unanswered: ['c'],
  outageSince: NOW - MINUTE,
  notBefore: NOW + MINUTE,
  pause: { since: NOW, why: 'misconfigured', code: 'invalid_client' },
  lastProbe: 'thing-2',
};

export const controlsObey = (name: string, open: () => Promise<ControlsSide>): void =>
  describe(name, () => {
    let side: ControlsSide;
    let controls: Controls;
    beforeAll(async () => {
      side = await open();
      controls = side.controls;
    });
    beforeEach(() => side.empty());
    afterAll(() => side.close());

    const apps = async (): Promise<readonly AppControl[]> => (await controls.list()).apps;

    describe('the run lease', () => {
      const take = (id: string, now = NOW): Promise<boolean> =>
        controls.takeRunLease(id, now + 80 * SECOND, now);

      test('is taken by one of two runs that start at once', async () => {
        const taken = await Promise.all([take('run-1'), take('run-2')]);

        expect(taken.sort()).toEqual([false, true]);
      });

      test('is ours when it comes again', async () => {
        await take('run-1');

        expect(await take('run-1')).toBe(true);
        expect(await take('run-2')).toBe(false);
      });

      test('is free again once it is released', async () => {
        await take('run-1');
        await controls.releaseRunLease('run-1');

        expect(await take('run-2')).toBe(true);
      });

      test('is not released by a run that lost it', async () => {
        await take('run-1');
        await take('run-2', NOW + 5 * MINUTE);
        await controls.releaseRunLease('run-1');

        expect(await take('run-3', NOW + 5 * MINUTE)).toBe(false);
      });

      test('is released where nobody ever took it', async () => {
        await controls.releaseRunLease('run-1');

        expect(await take('run-2')).toBe(true);
      });

      test('is taken over after its end, not at it', async () => {
        await take('run-1');

        expect(await take('run-2', NOW + 80 * SECOND)).toBe(false);
        expect(await take('run-2', NOW + 81 * SECOND)).toBe(true);
      });

      test('never ends early: it lasts whole seconds', async () => {
        await controls.takeRunLease('run-1', NOW + 1, NOW);

        expect(await take('run-2', NOW + SECOND)).toBe(false);
      });
    });

    describe('the list of apps', () => {
      test('is empty at first', async () => {
        expect(await controls.list()).toEqual({ apps: [], everythingPaused: false, malformed: [] });
      });

      test('holds every app and nothing else', async () => {
        await controls.ensure('app-1', 'dkn');
        await controls.ensure('app-2', 'kii');
        await controls.takeRunLease('run-1', NOW + MINUTE, NOW);

        const known = await apps();

        expect(known).toHaveLength(2);
        expect(known).toEqual(
          expect.arrayContaining([
            { app: 'app-1', provider: 'dkn', standing: GOOD_STANDING },
            { app: 'app-2', provider: 'kii', standing: GOOD_STANDING },
          ]),
        );
      });

      test('says when an operator paused an app, or everything', async () => {
        await controls.ensure('app-1', 'dkn');
        await side.pauseApp('app-1', NOW);
        await side.pauseEverything(NOW);

        expect(await controls.list()).toMatchObject({
          apps: [{ app: 'app-1', operatorPausedAt: NOW }],
          everythingPaused: true,
        });
      });
    });

    describe('save', () => {
      test('is read back as it was', async () => {
        await controls.ensure('app-1', 'dkn');

        await controls.save({ app: 'app-1', standing, announced: String(NOW) });

        expect(await apps()).toEqual([{ app: 'app-1', provider: 'dkn', standing, announced: String(NOW) }]);
      });

      test('forgets what is over', async () => {
        await controls.ensure('app-1', 'dkn');
        await controls.save({ app: 'app-1', standing, announced: 'x' });

        await controls.save({ app: 'app-1', standing: GOOD_STANDING });

        expect(await apps()).toEqual([{ app: 'app-1', provider: 'dkn', standing: GOOD_STANDING }]);
      });

      test("leaves an operator's pause and the app's sole principal alone", async () => {
        await controls.ensure('app-1', 'dkn');
        await controls.adoptSole('app-1', 'thing-1');
        await side.pauseApp('app-1', NOW);

        await controls.save({ app: 'app-1', standing });

        expect(await apps()).toEqual([
          { app: 'app-1', provider: 'dkn', standing, operatorPausedAt: NOW, sole: 'thing-1' },
        ]);
      });

      test('keeps its times in whole seconds, and never waits less than it was told', async () => {
        await controls.ensure('app-1', 'dkn');
        const pause = { since: NOW + 1, why: 'misconfigured', code: 'invalid_client' } as const;

        await controls.save({
          app: 'app-1',
          standing: { ...GOOD_STANDING, outageSince: NOW + 1, notBefore: NOW + 1, pause },
        });

        expect((await apps())[0]?.standing).toEqual({
          ...GOOD_STANDING,
          outageSince: NOW,
          notBefore: NOW + SECOND,
          pause: { ...pause, since: NOW },
        });
      });

      test('does not bring back an app that was removed', async () => {
        await controls.save({ app: 'removed', standing });

        expect(await controls.list()).toEqual({ apps: [], everythingPaused: false, malformed: [] });
      });
    });

    describe('ensure', () => {
      test('makes an app known, and again changes nothing', async () => {
        expect(await controls.ensure('app-1', 'huawei')).toBe('done');
        await controls.save({ app: 'app-1', standing, announced: 'x' });
        await side.pauseApp('app-1', NOW);
        const before = await apps();

        expect(await controls.ensure('app-1', 'huawei')).toBe('done');
        expect(await apps()).toEqual(before);
      });

      test('refuses an app that is known under another provider', async () => {
        await controls.ensure('app-1', 'huawei');

        expect(await controls.ensure('app-1', 'dkn')).toBe('other-provider');
        expect(await apps()).toMatchObject([{ provider: 'huawei' }]);
      });
    });

    describe('the sole principal of a one-token app', () => {
      beforeEach(() => controls.ensure('app-1', 'huawei'));

      test('is one of two that come at once, and both are told which', async () => {
        const answers = await Promise.all(
          ['thing-1', 'thing-2'].map((id) => controls.adoptSole('app-1', id)),
        );

        const [app] = await apps();
        expect(['thing-1', 'thing-2']).toContain(app?.sole);
        expect(answers).toEqual([app?.sole, app?.sole]);
      });

      test('is still itself when it comes again', async () => {
        expect(await controls.adoptSole('app-1', 'thing-1')).toBe('thing-1');
        expect(await controls.adoptSole('app-1', 'thing-1')).toBe('thing-1');
        expect(await controls.adoptSole('app-1', 'thing-2')).toBe('thing-1');
      });

      test("that nobody made known is nobody's, and stays unknown", async () => {
        const before = await apps();

        expect(await controls.adoptSole('app-unknown', 'thing-1')).toBe('');
        expect(await apps()).toEqual(before);
      });

      test('gives its place up, and nobody else does that for it', async () => {
        await controls.adoptSole('app-1', 'thing-1');

        await controls.releaseSole('app-1', 'thing-2');
        const afterAnother = await apps();
        await controls.releaseSole('app-1', 'thing-1');

        expect(afterAnother).toMatchObject([{ sole: 'thing-1' }]);
        expect((await apps())[0]).not.toHaveProperty('sole');
        expect(await controls.adoptSole('app-1', 'thing-2')).toBe('thing-2');
      });
    });
  });
