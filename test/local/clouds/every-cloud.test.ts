import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, createAuthority } from '../../../local/clouds/authority.ts';
import { type Asked, EVERY_CLOUD, tokensIn } from './every-cloud.ts';

const CLOUDS = Object.entries(EVERY_CLOUD);
const RANGE = { least: 180, most: 360 };

let authority: Authority;
let time = 0;
const open: Asked[] = [];

beforeEach(async () => {
  time = 1_800_000_000_000;
  authority = await createAuthority('Test CA');
});
afterEach(() => Promise.all(open.splice(0).map(({ cloud }) => cloud.close())));

const start = async (begin: (typeof CLOUDS)[number][1], options: object = {}): Promise<Asked> => {
  const asked = await begin({ authority, clock: () => time, ...options });
  open.push(asked);
  return asked;
};

/** Lifetimes of ten refreshes in a row, and whether each token lived exactly so long. */
const refreshTenTimes = async ({ cloud, refresh }: Asked) => {
  let { refreshToken } = cloud.issueGrant({ principal: 'p-1' });
  const lifetimes: number[] = [];
  const exact: boolean[] = [];
  for (let done = 0; done < 10; done += 1) {
    const tokens = tokensIn(await refresh(refreshToken));
    const lifetime = Number(tokens.lifetime);
    time += lifetime * 1_000 - 1;
    const before = cloud.isLive(tokens.access);
    time += 1;
    lifetimes.push(lifetime);
    exact.push(before && !cloud.isLive(tokens.access));
    refreshToken = tokens.refresh;
  }
  return { lifetimes, exact };
};

describe.each(CLOUDS)('every cloud: %s', (_, begin) => {
  test('draws the lifetime of each token from a range, says it, and keeps to it', async () => {
    const asked = await start(begin, { lifetimeSeconds: RANGE });

    const { lifetimes, exact } = await refreshTenTimes(asked);

    expect(Math.min(...lifetimes)).toBeGreaterThanOrEqual(RANGE.least);
    expect(Math.max(...lifetimes)).toBeLessThanOrEqual(RANGE.most);
    expect(new Set(lifetimes).size).toBeGreaterThan(1);
    expect(exact).toEqual(Array(10).fill(true));
  });

  test('draws the same lifetimes from the same seed', async () => {
    const one = await start(begin, { lifetimeSeconds: RANGE, random: 7 });
    const other = await start(begin, { lifetimeSeconds: RANGE, random: 7 });

    const drawn = [await refreshTenTimes(one), await refreshTenTimes(other)];

    expect(drawn[0]?.lifetimes).toEqual(drawn[1]?.lifetimes);
  });

  test('opens its resource to a live token over TLS, and to no other', async () => {
    const { cloud, refresh, me } = await start(begin);
    const before = cloud.issueGrant({ principal: 'p-1' });
    const live = tokensIn(await refresh(before.refreshToken));

    const heard = [await me(live.access), await me(before.accessToken), await me('made-up')];

    expect(heard[0]?.json()).toEqual({ principal: 'p-1', app: cloud.provider });
    expect(heard.map(({ status }) => status < 400)).toEqual([true, false, false]);
  });
});
