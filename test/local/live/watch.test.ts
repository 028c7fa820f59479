import { describe, expect, test } from '@jest/globals';
import { type Judged, verdictLines, verdictOn } from '../../../local/live/verdict.ts';
import {
  EXCUSE,
  FIRST_ROUND,
  HANDOVER,
  NOTHING_SEEN,
  noteKill,
  type Published,
  type Sight,
  type WatchState,
  watch,
} from '../../../local/live/watch.ts';

const START = 1_800_000_000_000;
const SECOND = 1_000;

const LIVE: Published = { secret: 'read', expiresAt: START + 600 * SECOND, accepted: true };
const DEAD: Published = { ...LIVE, accepted: false };
const OVER: Published = { ...LIVE, expiresAt: START };

const sight = (published: Published, changes: Partial<Sight> = {}): Sight => ({
  principalId: 'home-1',
  state: 'active',
  generation: 5,
  publishedGeneration: 5,
  published,
  ...changes,
});

/** Looks once a second, from `from` to `to` (seconds since the start). */
const looks = (
  state: WatchState,
  from: number,
  to: number,
  seen: Sight | readonly Sight[],
  more: { vaultIsDown?: boolean } = {},
): WatchState => {
  let now = state;
  for (let second = from; second < to; second += 1)
    now = watch(now, [seen].flat(), {
      at: START + second * SECOND,
      vaultIsDown: more.vaultIsDown ?? false,
    });
  return now;
};

const judged = (state: WatchState, endsAfter: number, more: Partial<Judged> = {}) =>
  verdictOn({
    state,
    startedAt: START,
    endedAt: START + endsAfter * SECOND,
    expected: ['home-1'],
    refusals: [],
    usedTwice: 0,
    ...more,
  });

const SERVED = looks(NOTHING_SEEN, 0, 10, sight(LIVE));

describe('the watch', () => {
  test('finds a principal good that held a live token all the time', () => {
    expect(judged(SERVED, 10)).toEqual({
      isGood: true,
      held: 1,
      setAside: [],
      usedTwice: 0,
      complaints: [],
    });
  });

  test.each([
    ['expired', OVER, 'expired'],
    ['that its cloud refuses', DEAD, 'refused by its cloud'],
    ['that is not published', { secret: 'missing' } as Published, 'not published'],
  ])('complains of a token %s', (_, published, lack) => {
    const state = looks(looks(SERVED, 10, 20, sight(published)), 20, 25, sight(LIVE));

    expect(judged(state, 25)).toMatchObject({
      isGood: false,
      held: 0,
      complaints: [`home-1 had no live token for 10s from 10s on: ${lack}`],
    });
  });

  test('complains of a lack that lasts until the end', () => {
    const state = looks(SERVED, 10, 20, sight(OVER));

    expect(judged(state, 20).complaints).toHaveLength(1);
  });

  test('takes the moment between a rotation and its publication for no lack', () => {
    const state = looks(looks(SERVED, 10, 10 + HANDOVER / SECOND, sight(DEAD)), 14, 20, sight(LIVE));

    expect(judged(state, 20)).toMatchObject({ isGood: true, held: 1 });
  });

  test('counts lacks and keeps the longest, however many there are', () => {
    const forLong = sight({ ...LIVE, expiresAt: START + 20_000 * SECOND });
    let state = looks(NOTHING_SEEN, 0, 10, forLong);
    for (let begin = 10; begin < 10_000; begin += 20) {
      state = looks(state, begin, begin + (begin === 30 ? 15 : 10), sight(DEAD));
      state = looks(state, begin + (begin === 30 ? 15 : 10), begin + 20, forLong);
    }

    expect(judged(state, 10_000).complaints).toEqual([
      'home-1 had no live token for 15s from 10s on, 500 times: refused by its cloud',
    ]);
    expect(JSON.stringify([...state.principals]).length).toBeLessThan(400);
  });

  test('gives the first token the time of a round, and no more', () => {
    const late = (seconds: number) =>
      looks(looks(NOTHING_SEEN, 0, seconds, sight({ secret: 'missing' })), seconds, 60, sight(LIVE));

    expect(judged(late(FIRST_ROUND / SECOND - 1), 60).isGood).toBe(true);
    expect(judged(late(FIRST_ROUND / SECOND + 5), 60).isGood).toBe(false);
  });

  test('complains of an expected principal that never held a token, or is not there', () => {
    const never = looks(NOTHING_SEEN, 0, 20, sight({ secret: 'missing' }));

    expect(judged(never, 20).complaints).toEqual(['home-1 never held a live token: not published']);
    expect(judged(NOTHING_SEEN, 20).complaints).toEqual(['home-1 is not there, or paused']);
  });

  test('goes by the last known token while Secrets Manager does not answer', () => {
    const unreachable = sight({ secret: 'unreachable', accepted: true });

    const state = looks(SERVED, 10, 60, unreachable);
    const tooLong = looks(state, 595, 620, unreachable);

    expect(judged(state, 60).isGood).toBe(true);
    expect(judged(tooLong, 620).complaints).toEqual([expect.stringContaining('expired')]);
  });

  test('forgets whoever is removed or paused', () => {
    const removed = looks(SERVED, 10, 20, []);
    const paused = looks(SERVED, 10, 20, sight(OVER, { state: 'paused' }));

    expect([removed.principals.size, paused.principals.size]).toEqual([0, 0]);
  });

  test('complains of a refresh token that was used twice', () => {
    expect(judged(SERVED, 10, { usedTwice: 1 })).toMatchObject({
      isGood: false,
      complaints: ['1 refresh token was used twice'],
    });
    expect(judged(SERVED, 10, { usedTwice: 2 }).complaints).toEqual(['2 refresh tokens were used twice']);
  });

  test('complains of each app and principal that was refused at the start', () => {
    expect(judged(SERVED, 10, { refusals: ['apps.json (mine): client_id: …'] })).toMatchObject({
      isGood: false,
      held: 1,
      complaints: ['refused: apps.json (mine): client_id: …'],
    });
  });

  test('finds a run without any principal not good', () => {
    expect(judged(NOTHING_SEEN, 20, { expected: [] })).toMatchObject({
      isGood: false,
      complaints: ['no principal held a live token'],
    });
  });

  test('sets aside whoever came during the run and was never served', () => {
    const fresh = sight({ secret: 'missing' }, { principalId: 'my-home', generation: 0 });
    const first = looks(SERVED, 10, 12, [sight(LIVE), fresh]);
    const state = looks(first, 12, 60, [sight(LIVE), { ...fresh, state: 'halted', haltReason: 'refused' }]);

    expect(judged(state, 60)).toMatchObject({
      isGood: true,
      held: 1,
      setAside: [{ principalId: 'my-home', why: 'never held a live token: refused by its cloud' }],
    });
    expect(judged(state, 60, { expected: ['home-1', 'my-home'] }).isGood).toBe(false);
  });

  test('complains of whoever came during the run, was served, and then lacked a token', () => {
    const state = looks(SERVED, 10, 20, sight(OVER));

    expect(judged(state, 20, { expected: [] }).isGood).toBe(false);
  });
});

describe('a kill', () => {
  const killed = noteKill(SERVED, new Map([['home-1', { generation: 5, until: START + 70 * SECOND }]]));
  const halted = sight(DEAD, { state: 'halted', haltReason: 'answer-lost' });

  test('sets aside by name whoever lost its grant', () => {
    const state = looks(looks(killed, 10, 75, sight(DEAD)), 75, 200, halted);

    expect(judged(state, 200)).toEqual({
      isGood: true,
      held: 0,
      setAside: [{ principalId: 'home-1', why: EXCUSE.lost }],
      usedTwice: 0,
      complaints: [],
    });
  });

  test('sets aside whoever waited for the lease, and watches it again after that', () => {
    const waited = looks(
      looks(killed, 10, 75, sight(DEAD)),
      75,
      90,
      sight(LIVE, { generation: 6, publishedGeneration: 6 }),
    );
    const again = looks(waited, 90, 120, sight(DEAD, { generation: 6, publishedGeneration: 6 }));

    expect(judged(waited, 90)).toMatchObject({ isGood: true, setAside: [{ why: EXCUSE.held }] });
    expect(judged(again, 120).isGood).toBe(false);
  });

  test('does not excuse whoever is not back well after the lease', () => {
    expect(judged(looks(killed, 10, 120, sight(DEAD)), 120).isGood).toBe(false);
  });

  test('does not excuse whoever was not claimed, nor a halt for another reason', () => {
    const bystander = looks(SERVED, 10, 60, sight(DEAD));
    const refused = looks(killed, 10, 60, sight(DEAD, { state: 'halted', haltReason: 'refused' }));

    expect(judged(bystander, 60).isGood).toBe(false);
    expect(judged(refused, 60).isGood).toBe(false);
  });

  test('does not excuse a halt for a lost answer where nothing was killed', () => {
    expect(judged(looks(SERVED, 10, 60, halted), 60).isGood).toBe(false);
  });
});

describe('a Secrets Manager that is down', () => {
  const waiting = sight(DEAD, { generation: 6 });

  test('sets aside whose new token waits for it', () => {
    const during = looks(SERVED, 10, 25, waiting, { vaultIsDown: true });
    const after = looks(during, 25, 30, sight(LIVE, { generation: 6, publishedGeneration: 6 }));

    expect(judged(after, 30)).toMatchObject({ isGood: true, setAside: [{ why: EXCUSE.vault }] });
  });

  test('excuses nobody long after it is back', () => {
    const during = looks(SERVED, 10, 25, waiting, { vaultIsDown: true });

    expect(judged(looks(during, 25, 60, waiting), 60).isGood).toBe(false);
  });
});

test('a verdict names whom it sets aside, and ends with one word', () => {
  const setAside = [{ principalId: 'home-2', why: EXCUSE.lost }];

  const good = verdictLines({ isGood: true, held: 7, setAside, usedTwice: 0, complaints: [] });
  const unknown = verdictLines({ isGood: true, held: 7, setAside: [], complaints: [] });
  const bad = verdictLines({ isGood: false, held: 7, setAside: [], complaints: ['home-3 …'] });

  expect(good[0]).toBe(`set aside: home-2 ${EXCUSE.lost}`);
  expect(good.at(-1)).toMatch(
    /^GOOD: 7 healthy principals .*, 1 set aside; no refresh token was used twice$/,
  );
  expect(unknown.join()).not.toContain('used twice');
  expect(bad).toEqual(['home-3 …', expect.stringMatching(/^NOT GOOD: 1 complaint; 7 healthy principals/)]);
});
