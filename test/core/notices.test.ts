import { describe, expect, test } from '@jest/globals';
import type { Cause } from '../../lambdas/core/cause.ts';
import { AS_DEPLOYED, type Book, type Notice, noticesDue } from '../../lambdas/core/notices.ts';
import { HOUR, MINUTE } from '../../lambdas/core/time.ts';
import { NOW } from '../support/principals.ts';

const failing = (count: number, change: Partial<Cause> = {}): Cause => ({
  trouble: 'failing',
  provider: 'dkn',
  code: 'http-503',
  action: 'wait',
  since: NOW,
  apps: ['homes'],
  principals: { count, ids: ['anna'] },
  ...change,
});
const outOf = (app: string, trouble: 'outage' | 'misconfigured' = 'outage'): Cause =>
  failing(0, { trouble, apps: [app], principals: { count: 0, ids: [] } });

/** Tells what is due at each moment, and notes it. */
const told = (moments: readonly { at: number; causes: readonly Cause[]; counted?: boolean }[]) => {
  let book: Book = {};
  const out: (Notice & { readonly at: number })[] = [];
  for (const { at, causes, counted = true } of moments) {
    for (const notice of noticesDue(book, causes, { now: NOW + at, counted, pace: AS_DEPLOYED })) {
      out.push({ ...notice, at });
      const { [notice.key]: _, ...others } = book;
      book = notice.told ? { ...others, [notice.key]: notice.told } : others;
    }
  }
  return out.map(({ at, kind, severity, cause }) => [at, kind, severity, cause.principals.count]);
};

describe('people', () => {
  test('are told of a thousand failures for one cause once, with their number, and once that it is over', () => {
    const causes = [failing(1_000)];

    const notices = told([
      { at: 0, causes },
      { at: MINUTE, causes },
      { at: HOUR, causes },
      { at: 2 * HOUR, causes: [] },
      { at: 3 * HOUR, causes: [] },
    ]);

    expect(notices).toEqual([
      [0, 'opened', 'ticket', 1_000],
      [2 * HOUR, 'over', 'ticket', 1_000],
    ]);
  });

  test('are told again when ten times as many have it', () => {
    const counts = [3, 29, 30, 299, 300];

    const notices = told(counts.map((count, n) => ({ at: n * MINUTE, causes: [failing(count)] })));

    expect(notices).toEqual([
      [0, 'opened', 'ticket', 3],
      [2 * MINUTE, 'grown', 'ticket', 30],
      [4 * MINUTE, 'grown', 'ticket', 300],
    ]);
  });

  test('are paged once for what nobody ended in four hours, and told there when it is over', () => {
    const causes = [failing(5)];

    const notices = told([
      { at: 0, causes },
      { at: 4 * HOUR - 1, causes },
      { at: 4 * HOUR, causes },
      { at: 9 * HOUR, causes },
      { at: 10 * HOUR, causes: [] },
    ]);

    expect(notices).toEqual([
      [0, 'opened', 'ticket', 5],
      [4 * HOUR, 'escalated', 'page', 5],
      [10 * HOUR, 'over', 'page', 5],
    ]);
  });

  test('are never woken for an owner who has to authorize again', () => {
    const causes = [failing(5, { trouble: 'reauthorize' }), failing(5, { trouble: 'grant-ends' })];

    const notices = told([0, 5 * HOUR, 100 * HOUR].map((at) => ({ at, causes })));

    expect(notices.map(([, kind, severity]) => [kind, severity])).toEqual([
      ['opened', 'ticket'],
      ['opened', 'ticket'],
    ]);
  });

  test('are told it anew under its old name where it could not be noted, and each growth under a name of its own', () => {
    const nameOf = (book: Book, count: number, at: number) =>
      noticesDue(book, [failing(count)], { now: NOW + at, counted: true, pace: AS_DEPLOYED }).map(
        ({ kind, key, episode, told }) => ({
          name: `${kind} ${key} ${episode}`,
          book: told && { [key]: told },
        }),
      )[0];

    const first = nameOf({}, 3, 0);
    const again = nameOf({}, 3, MINUTE);
    const grown = nameOf(first?.book ?? {}, 30, MINUTE);
    const grownMore = nameOf(grown?.book ?? {}, 300, 2 * MINUTE);

    expect(again?.name).toBe(first?.name);
    expect(grownMore?.name).toMatch(/^grown /);
    expect(grownMore?.name).not.toBe(grown?.name);
  });

  test('are paged at once when a whole app stands still until a person acts', () => {
    const notices = told([{ at: 0, causes: [outOf('homes', 'misconfigured'), outOf('flats')] }]);

    expect(notices.map(([, , severity]) => severity)).toEqual(['page', 'ticket']);
  });

  test('are not told that a principal is well while nobody has counted', () => {
    const notices = told([
      { at: 0, causes: [failing(5), outOf('homes')] },
      { at: MINUTE, causes: [], counted: false },
      { at: 2 * MINUTE, causes: [], counted: true },
    ]);

    expect(notices.map(([at, kind, , count]) => [at, kind, count])).toEqual([
      [0, 'opened', 5],
      [0, 'opened', 0],
      [MINUTE, 'over', 0],
      [2 * MINUTE, 'over', 5],
    ]);
  });
});
