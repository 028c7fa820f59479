import { describe, expect, test } from '@jest/globals';
import { chosen, countsByFilter, inOrder } from '../../../local/page/browser/fleet/fleet-choice.ts';
import { expiryText, failureText, nextLookText } from '../../../local/page/browser/fleet/member-text.ts';
import { standingOf } from '../../../local/page/browser/fleet/standing.ts';
import { AT, aPrincipal } from '../live/a-snapshot.ts';
import { aFleet } from './a-fleet.ts';

const idsOf = (members: ReturnType<typeof inOrder>): string[] => members.map(({ view }) => view.principalId);

describe('the order of the fleet', () => {
  test('has the worst trouble first, and the others by id, numbers as numbers', () => {
    const ids = idsOf(inOrder(aFleet()));

    expect(ids).toEqual([
      'torn',
      'home-4',
      'user-1',
      'thing-9',
      'meters-north',
      'thing-10',
      'home-1',
      'home-2',
      'service-1',
    ]);
  });

  test('leaves those that are well where they are when one is refreshed', () => {
    const fleet = (expiresAt: number) =>
      aFleet({ principals: [aPrincipal({ principalId: 'a', expiresAt }), aPrincipal({ principalId: 'b' })] });

    expect(idsOf(inOrder(fleet(AT + 1)))).toEqual(idsOf(inOrder(fleet(AT + 500_000))));
  });
});

describe('a standing', () => {
  test.each([
    ['halted', { state: 'halted' }],
    ['unreadable', { state: 'unreadable' }],
    ['paused', { state: 'paused', failure: { code: 'x', times: 1 } }],
    ['expired', { expiresAt: AT, failure: { code: 'x', times: 1 } }],
    ['overdue', { refreshAt: AT - 10_001 }],
    ['healthy', { refreshAt: AT - 10_000 }],
    ['failing', { failure: { code: 'x', times: 1 } }],
  ] as const)('is %s', (standing, changes) => {
    expect(standingOf(aPrincipal(changes), AT, 10_000)).toBe(standing);
  });

  test('is new before the first token', () => {
    expect(standingOf({ principalId: 'a', provider: 'dkn', state: 'active' }, AT, 0)).toBe('new');
  });
});

describe('a search', () => {
  const found = (search: string) => idsOf(chosen(inOrder(aFleet()), 'all', search));

  test.each([
    ['', 9],
    ['  ', 9],
    ['HOME', 3],
    ['kii thing', 2],
    ['nobody', 0],
  ])('for "%s" finds %d', (search, count) => {
    expect(found(search)).toHaveLength(count);
  });

  test('looks at id, provider, app, state, standing, code and reason', () => {
    expect(found('torn')).toEqual(['torn']);
    expect(found('huawei')).toEqual(['meters-north']);
    expect(found('oauth2')).toEqual(['service-1']);
    expect(found('paused')).toEqual(['thing-10']);
    expect(found('overdue')).toEqual(['thing-9']);
    expect(found('503')).toEqual(['meters-north']);
    expect(found('refused')).toEqual(['home-4']);
  });

  test('goes together with a filter', () => {
    expect(idsOf(chosen(inOrder(aFleet()), 'trouble', 'thing'))).toEqual(['thing-9']);
  });

  test('leaves the counts of the filters alone', () => {
    expect(countsByFilter(inOrder(aFleet()))).toEqual({
      all: 9,
      trouble: 5,
      active: 6,
      paused: 1,
      halted: 1,
      unreadable: 1,
    });
  });
});

describe('what is said of a principal', () => {
  test('is until when its token lives, or since when it does not', () => {
    expect(expiryText(aPrincipal(), AT)).toBe('2 min');
    expect(expiryText(aPrincipal({ expiresAt: AT - 9_000 }), AT)).toBe('over 9 s');
    expect(expiryText({ principalId: 'a', provider: 'dkn', state: 'active' }, AT)).toBe('none');
  });

  test('is when it is looked at again', () => {
    const look = (changes: Parameters<typeof aPrincipal>[0]) => {
      const view = aPrincipal(changes);
      return nextLookText({ view, standing: standingOf(view, AT, 10_000) }, AT);
    };

    expect(look({})).toBe('1 min');
    expect(look({ refreshAt: AT - 1_000 })).toBe('now');
    expect(look({ refreshAt: AT - 45_000 })).toBe('late 45 s');
    expect(look({ state: 'halted' })).toBe('never');
  });

  test('is what went wrong, with its code, each said once', () => {
    const failure = { code: 'invalid_grant', times: 1 };

    expect(failureText(aPrincipal())).toBeUndefined();
    expect(failureText(aPrincipal({ failure: { code: 'http-503', times: 4 } }))).toBe('http-503 ×4');
    expect(failureText(aPrincipal({ failure, haltReason: 'refused' }))).toBe(
      'its grant was refused: invalid_grant',
    );
    expect(failureText(aPrincipal({ failure, haltReason: 'invalid_grant' }))).toBe('invalid_grant');
    expect(failureText(aPrincipal({ haltReason: 'another-subject' }))).toBe('another-subject');
  });
});
