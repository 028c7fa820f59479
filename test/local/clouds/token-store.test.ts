import { describe, expect, test } from '@jest/globals';
import { type Pair, type Presentation, TokenStore } from '../../../local/clouds/token-store.ts';

const OWNER = { app: 'app', principal: 'p-1' };

const newStore = (settings: { revokeFamilyOnReuse?: boolean } = {}) => {
  const time = { now: 1_000_000 };
  let issued = 0;
  const store = new TokenStore({
    clock: () => time.now,
    newAccessToken: () => `access-${++issued}`,
    newRefreshToken: () => `refresh-${++issued}`,
    accessLifetimeMs: 60_000,
    refreshLifetimeMs: 600_000,
    revokeFamilyOnReuse: settings.revokeFamilyOnReuse ?? false,
  });
  return { store, time };
};

const present = (store: TokenStore, pair: Pair): Presentation => {
  const presentation = store.present(pair.refreshToken);
  if (!presentation) throw new Error('the store does not know its own token');
  return presentation;
};

/** One whole request: presented, and spent if it can be. */
const refreshOnce = (store: TokenStore, pair: Pair) => {
  const presentation = present(store, pair);
  const next = store.refresh(presentation);
  store.settle(presentation);
  return { use: presentation.use, next };
};

describe('token store', () => {
  test('kills the old pair the moment that it is spent', () => {
    const { store } = newStore();
    const first = store.issue(OWNER);

    const { next } = refreshOnce(store, first);

    expect(store.live(first.accessToken)).toBeUndefined();
    expect(next && store.live(next.accessToken)).toBe(next);
    expect(next?.family).toBe(first.family);
  });

  test.each<[string, (store: TokenStore, next: Pair) => unknown]>([
    ['its access token was shown', (store, next) => store.live(next.accessToken)],
    ['its refresh token was presented', (store, next) => present(store, next)],
  ])('calls a token reused that comes again though what it yielded was kept: %s', (_, show) => {
    const { store } = newStore();
    const first = store.issue(OWNER);
    const { next } = refreshOnce(store, first);
    if (next) show(store, next);

    const again = refreshOnce(store, first);

    expect(again).toEqual({ use: 'reused', next: undefined });
  });

  test('calls it a retry while nobody has shown what it yielded, however often it comes', () => {
    const { store } = newStore();
    const first = store.issue(OWNER);
    refreshOnce(store, first);

    const second = refreshOnce(store, first);
    const third = refreshOnce(store, first);

    expect([second.use, third.use]).toEqual(['retried-after-lost-answer', 'retried-after-lost-answer']);
    expect(third.next).toBeUndefined();
  });

  test('calls it reuse when two requests present one token at once, spent or not', () => {
    const { store } = newStore();
    const pair = store.issue(OWNER);

    const one = present(store, pair);
    const other = present(store, pair);

    expect([one.use, other.use]).toEqual(['ordinary', 'reused']);
  });

  test('lets a token come again that an earlier request did not get to spend', () => {
    const { store } = newStore();
    const pair = store.issue(OWNER);
    store.settle(present(store, pair));

    const again = refreshOnce(store, pair);

    expect(again.use).toBe('ordinary');
    expect(again.next).toBeDefined();
  });

  test('does not take the end of an overlapping refusal for the end of the request that spends', () => {
    const { store } = newStore();
    const pair = store.issue(OWNER);
    const spending = present(store, pair);
    store.refresh(spending);
    store.settle(present(store, pair));
    store.settle(spending);

    const again = present(store, pair);

    expect(again.use).toBe('retried-after-lost-answer');
  });

  test('still calls a spent token reused when its principal was revoked meanwhile', () => {
    const { store } = newStore();
    const first = store.issue(OWNER);
    const { next } = refreshOnce(store, first);
    if (next) store.live(next.accessToken);

    store.revoke({ principal: 'p-1' });
    const again = refreshOnce(store, first);

    expect(again.use).toBe('reused');
  });

  test('knows nothing of a token that it never issued', () => {
    const { store } = newStore();

    const presentation = store.present('made up');

    expect(presentation).toBeUndefined();
  });

  test('lets access and refresh tokens age each by its own lifetime', () => {
    const { store, time } = newStore();
    const young = store.issue(OWNER);
    const old = store.issue(OWNER);

    time.now += 60_000;
    const refreshed = refreshOnce(store, young).next;
    const aged = store.live(old.accessToken);
    time.now += 540_000;
    const tooLate = refreshOnce(store, old).next;

    expect(refreshed).toBeDefined();
    expect(aged).toBeUndefined();
    expect(tooLate).toBeUndefined();
  });

  test('revokes what a principal holds, and nothing of others or of later', () => {
    const { store } = newStore();
    const mine = store.issue(OWNER);
    const others = store.issue({ app: 'app', principal: 'p-2' });

    store.revoke({ principal: 'p-1' });
    const later = store.issue(OWNER);

    expect(store.live(mine.accessToken)).toBeUndefined();
    expect(refreshOnce(store, mine)).toEqual({ use: 'ordinary', next: undefined });
    expect(store.live(others.accessToken)).toBe(others);
    expect(store.live(later.accessToken)).toBe(later);
  });

  test.each([
    [true, undefined],
    [false, 'live'],
  ])('with family revocation %p, reuse leaves the successor %p', (revokeFamilyOnReuse, expected) => {
    const { store } = newStore({ revokeFamilyOnReuse });
    const first = store.issue(OWNER);
    const { next } = refreshOnce(store, first);

    refreshOnce(store, first);

    expect(next && store.live(next.accessToken) && 'live').toBe(expected);
  });
});
