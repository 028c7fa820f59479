import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Cause, causesOfRow, joinCauses, keyOf } from '../../lambdas/core/cause.ts';
import { HOUR } from '../../lambdas/core/time.ts';
import { active, halted, NOW, paused } from '../support/principals.ts';

const lastError = { code: 'http-503', action: 'wait', at: NOW - HOUR };
const SIGN_IN = 'sign in again';

const causeOf = (change: Partial<Cause> = {}): Cause => ({
  trouble: 'failing',
  provider: 'dkn',
  code: 'http-503',
  action: 'wait',
  since: NOW,
  apps: ['homes'],
  principals: { count: 1, ids: ['anna'] },
  ...change,
});

describe('the causes in a row', () => {
  test('are what was told of it and is not over', () => {
    const row = active({ lastError, announced: { what: 'failing', generation: 7 } });

    const causes = causesOfRow(row, SIGN_IN);

    expect(causes).toEqual([
      {
        trouble: 'failing',
        provider: 'oauth2',
        code: 'http-503',
        action: 'wait',
        since: NOW - HOUR,
        apps: ['app-1'],
        principals: { count: 1, ids: ['thing-1'] },
      },
    ]);
  });

  test('of a halted one ask its owner, though its last error was lost', () => {
    const { lastError: _, ...row } = halted();

    const [cause] = causesOfRow(row, SIGN_IN);

    expect(cause).toMatchObject({ trouble: 'reauthorize', code: row.haltReason, action: SIGN_IN });
  });

  test('of a refresh token that ends are told beside what else there is', () => {
    const row = active({
      lastError,
      announced: { what: 'configuration', generation: 7 },
      endNoted: { at: NOW + HOUR, generation: 6, told: true },
    });

    expect(causesOfRow(row, SIGN_IN).map(({ trouble }) => trouble)).toEqual(['configuration', 'grant-ends']);
  });

  test.each([
    ['nothing was told', active({ lastError })],
    ['it works again', active({ announced: { what: 'failing', generation: 6 } })],
    ['its end was noted and not told', active({ endNoted: { at: NOW, generation: 7, told: false } })],
    ['an operator paused it', paused({ lastError, announced: { what: 'failing', generation: 7 } })],
    ['a later keep revives it', halted({ haltedGeneration: 6 })],
  ])('are none where %s', (_, row) => {
    expect(causesOfRow(row, SIGN_IN)).toEqual([]);
  });
});

describe('causes of several parts of a fleet', () => {
  test('are one where trouble, provider and code are the same, whatever the app', () => {
    const bo = causeOf({ since: NOW - HOUR, apps: ['flats'], principals: { count: 3, ids: ['bo'] } });

    const joined = joinCauses([causeOf()], [bo]);

    expect(joined).toEqual([
      {
        ...causeOf(),
        since: NOW - HOUR,
        apps: ['homes', 'flats'],
        principals: { count: 4, ids: ['anna', 'bo'] },
      },
    ]);
  });

  test('are two where the credentials of two apps are refused', () => {
    const refused = { trouble: 'misconfigured', principals: { count: 0, ids: [] } } as const;

    const joined = joinCauses([causeOf({ ...refused })], [causeOf({ ...refused, apps: ['flats'] })]);

    expect(joined).toHaveLength(2);
  });

  test('stay few and lose no principal, however many there are', () => {
    const anyCause = fc
      .record({
        code: fc.integer({ min: 400, max: 599 }).map((status) => `http-${status}`),
        trouble: fc.constantFrom('failing' as const, 'reauthorize' as const, 'grant-ends' as const),
        count: fc.integer({ min: 1, max: 9 }),
      })
      .map(({ code, trouble, count }) => causeOf({ code, trouble, principals: { count, ids: ['anna'] } }));
    fc.assert(
      fc.property(fc.array(anyCause, { maxLength: 300 }), (causes) => {
        const joined = causes.reduce<readonly Cause[]>((all, one) => joinCauses(all, [one]), []);
        const sum = (of: readonly Cause[]) => of.reduce((n, { principals }) => n + principals.count, 0);

        expect(sum(joined)).toBe(sum(causes));
        expect(joined.length).toBeLessThanOrEqual(40 + 3);
        expect(new Set(joined.map(keyOf)).size).toBe(joined.length);
        for (const { apps, principals } of joined)
          expect(Math.max(apps.length, principals.ids.length)).toBeLessThanOrEqual(5);
      }),
    );
  });
});
