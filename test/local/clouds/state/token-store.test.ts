import { describe, expect, test } from '@jest/globals';
import { createRandom } from '../../../../local/clouds/random.ts';
import { Keeping } from '../../../../local/clouds/state/keeping.ts';
import { drawLifetime, type Lifetime } from '../../../../local/clouds/state/lifetime.ts';
import type { Held, Pair, Presentation } from '../../../../local/clouds/state/pair.ts';
import { TokenStore } from '../../../../local/clouds/state/token-store.ts';
import { type DataFolder, openDataFolder } from '../../../../local/data-folder.ts';

const OWNER = { app: 'app', principal: 'p-1' };

interface Wishes {
  readonly revokeFamilyOnReuse?: boolean;
  readonly lifetime?: Lifetime;
  readonly data?: DataFolder;
}

const newStore = async ({ revokeFamilyOnReuse = false, lifetime = 60, data }: Wishes = {}) => {
  const time = { now: 1_000_000 };
  const random = createRandom();
  const kept = await new Keeping(data ?? (await openDataFolder()), 'test').open<Held>('tokens');
  const store = new TokenStore(
    {
      clock: () => time.now,
      newAccessToken: () => random.alphanumeric(20),
      newRefreshToken: () => random.alphanumeric(20),
      newLifetimeSeconds: () => drawLifetime(lifetime, random),
      refreshLifetimeMs: 600_000,
      revokeFamilyOnReuse,
    },
    kept,
  );
  return { store, time };
};

const present = (store: TokenStore, pair: Pair): Presentation => {
  const presentation = store.present(String(pair.refreshToken));
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
  test('kills the old pair the moment that it is spent', async () => {
    const { store } = await newStore();
    const first = store.issue(OWNER);

    const { next } = refreshOnce(store, first);

    expect(store.live(first.accessToken)).toBeUndefined();
    expect(next && store.live(next.accessToken)).toBe(next);
    expect(next?.family).toBe(first.family);
  });

  test.each<[string, (store: TokenStore, next: Pair) => unknown]>([
    ['its access token was shown', (store, next) => store.live(next.accessToken)],
    ['its refresh token was presented', (store, next) => present(store, next)],
  ])('calls a token reused that comes again though what it yielded was kept: %s', async (_, show) => {
    const { store } = await newStore();
    const first = store.issue(OWNER);
    const { next } = refreshOnce(store, first);
    if (next) show(store, next);

    const again = refreshOnce(store, first);

    expect(again).toEqual({ use: 'reused', next: undefined });
  });

  test('calls it a retry while nobody has shown what it yielded, however often it comes', async () => {
    const { store } = await newStore();
    const first = store.issue(OWNER);
    refreshOnce(store, first);

    const second = refreshOnce(store, first);
    const third = refreshOnce(store, first);

    expect([second.use, third.use]).toEqual(['retried-after-lost-answer', 'retried-after-lost-answer']);
    expect(third.next).toBeUndefined();
  });

  test('calls it reuse when two requests present one token at once, spent or not', async () => {
    const { store } = await newStore();
    const pair = store.issue(OWNER);

    const one = present(store, pair);
    const other = present(store, pair);

    expect([one.use, other.use]).toEqual(['ordinary', 'reused']);
  });

  test('lets a token come again that an earlier request did not get to spend', async () => {
    const { store } = await newStore();
    const pair = store.issue(OWNER);
    store.settle(present(store, pair));

    const again = refreshOnce(store, pair);

    expect(again.use).toBe('ordinary');
    expect(again.next).toBeDefined();
  });

  test('does not take the end of an overlapping refusal for the end of the request that spends', async () => {
    const { store } = await newStore();
    const pair = store.issue(OWNER);
    const spending = present(store, pair);
    store.refresh(spending);
    store.settle(present(store, pair));
    store.settle(spending);

    const again = present(store, pair);

    expect(again.use).toBe('retried-after-lost-answer');
  });

  test('still calls a spent token reused when its principal was revoked meanwhile', async () => {
    const { store } = await newStore();
    const first = store.issue(OWNER);
    const { next } = refreshOnce(store, first);
    if (next) store.live(next.accessToken);

    store.revoke({ principal: 'p-1' });
    const again = refreshOnce(store, first);

    expect(again.use).toBe('reused');
  });

  test('knows nothing of a token that it never issued', async () => {
    const { store } = await newStore();

    const presentation = store.present('made up');

    expect(presentation).toBeUndefined();
  });

  test('lets access and refresh tokens age each by its own lifetime', async () => {
    const { store, time } = await newStore();
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

  test('revokes what a principal holds, and nothing of others or of later', async () => {
    const { store } = await newStore();
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
  ])('with family revocation %p, reuse leaves the successor %p', async (revokeFamilyOnReuse, expected) => {
    const { store } = await newStore({ revokeFamilyOnReuse });
    const first = store.issue(OWNER);
    const { next } = refreshOnce(store, first);

    refreshOnce(store, first);

    expect(next && store.live(next.accessToken) && 'live').toBe(expected);
  });

  test('issues a pair without a refresh token where none is wished for', async () => {
    const { store } = await newStore();

    const pair = store.issue(OWNER, { refreshable: false });

    expect(pair.refreshToken).toBeUndefined();
    expect(store.live(pair.accessToken)).toBe(pair);
  });

  test('draws lifetimes from a range, both ends included, unless one is wished for', async () => {
    const { store } = await newStore({ lifetime: { least: 180, most: 183 } });

    const drawn = Array.from({ length: 200 }, () => store.issue(OWNER).lifetimeSeconds);
    const wished = store.issue(OWNER, { lifetimeSeconds: 7 });

    expect([...new Set(drawn)].sort()).toEqual([180, 181, 182, 183]);
    expect(wished.lifetimeSeconds).toBe(7);
  });

  test('lets a pair live as long as it says', async () => {
    const { store, time } = await newStore({ lifetime: { least: 100, most: 300 } });
    const pair = store.issue(OWNER);

    time.now += pair.lifetimeSeconds * 1_000 - 1;
    const before = store.live(pair.accessToken);
    time.now += 1;

    expect([before, store.live(pair.accessToken)]).toEqual([pair, undefined]);
  });

  test('revokes a family and nothing of its owner besides', async () => {
    const { store } = await newStore();
    const one = store.issue(OWNER);
    const other = store.issue(OWNER);
    const { next } = refreshOnce(store, one);

    store.revokeFamily(one.family);

    expect(next && store.live(next.accessToken)).toBeUndefined();
    expect(store.live(other.accessToken)).toBe(other);
  });

  test('tells reuse after a restart as before it', async () => {
    const data = await openDataFolder();
    const before = await newStore({ data });
    const first = before.store.issue(OWNER);
    const { next } = refreshOnce(before.store, first);
    if (next) before.store.live(next.accessToken);

    const after = await newStore({ data });
    const again = refreshOnce(after.store, first);
    const successor = next && refreshOnce(after.store, next).next;

    expect(again).toEqual({ use: 'reused', next: undefined });
    expect(successor).toMatchObject({ serial: 3, family: first.family });
  });
});

describe('token store, for days', () => {
  const REFRESHES = 100_000;
  /** The live pair, its fifty predecessors, and the one that the next refresh will forget. */
  const MOST_FOR_ONE = 52;

  test('keeps no more after 100,000 refreshes than after a few, on the shelf neither', async () => {
    const data = await openDataFolder();
    const { store, time } = await newStore({ data });
    const pairs = ['p-1', 'p-2', 'p-3', 'p-4'].map((principal) => store.issue({ app: 'app', principal }));
    let most = 0;

    for (let done = 0; done < REFRESHES; done += 1) {
      time.now += 30_000;
      const pair = pairs[done % 4];
      const next = pair && refreshOnce(store, pair).next;
      if (!next) throw new Error('refused');
      pairs[done % 4] = next;
      most = Math.max(most, store.size);
    }

    const shelf = await data.shelf<Held>('cloud-test-tokens');
    expect(most).toBeLessThanOrEqual(4 * MOST_FOR_ONE);
    expect(shelf.entries.size).toBe(store.size);
  });

  test('still tells reuse of the fifty tokens before, and forgets those before them', async () => {
    const { store } = await newStore();
    const line = [store.issue(OWNER)];
    for (let done = 0; done < 100; done += 1) {
      const next = line.at(-1) && refreshOnce(store, line.at(-1) as Pair).next;
      if (next) line.push(next);
    }

    const uses = line.map(({ refreshToken }) => store.present(String(refreshToken))?.use);

    expect(uses.at(-1)).toBe('ordinary');
    // Nobody has shown what the last but one yielded, until the last was presented.
    expect(uses.at(-2)).toBe('retried-after-lost-answer');
    expect(uses.slice(-51, -2)).toEqual(Array(49).fill('reused'));
    expect(uses.slice(0, 49)).toEqual(Array(49).fill(undefined));
  });

  test('keeps of logins without refresh tokens only those that still open something', async () => {
    const { store, time } = await newStore();

    for (let done = 0; done < 1_000; done += 1) {
      time.now += 10_000;
      store.issue(OWNER, { refreshable: false });
    }

    expect(store.size).toBe(6);
  });

  test('lets the oldest of a thousand grants of one principal die when there is one more', async () => {
    const { store } = await newStore();
    const first = store.issue(OWNER);
    for (let issued = 1; issued < 1_000; issued += 1) store.issue(OWNER);
    const livedBefore = store.live(first.accessToken) !== undefined;

    store.issue(OWNER);

    expect([livedBefore, store.live(first.accessToken) !== undefined]).toEqual([true, false]);
  });
});
