import { describe, expect, test } from '@jest/globals';
import {
  admission,
  afterMisconfigured,
  afterOutage,
  afterRefusal,
  afterSuccess,
  afterThrottle,
  GOOD_STANDING,
  matterOf,
  mayHalt,
  probing,
  type Standing,
} from '../../lambdas/core/standing.ts';
import { AS_DEPLOYED } from '../../lambdas/core/tempo.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { NOW } from './a-principal.ts';

const MANY = 1_000;

const misconfigured =
  (principalId: string, { population = MANY, unmistakable = false, now = NOW } = {}) =>
  (standing: Standing): Standing =>
    afterMisconfigured(
      standing,
      { principalId, code: 'invalid_client', unmistakable, population },
      now,
      AS_DEPLOYED,
    );
let others = 0;
/** Whoever it meets, it is another one than before. */
const another = (): string => {
  others += 1;
  return `p-${others}`;
};
const refused =
  (now = NOW, principalId?: string) =>
  (standing: Standing): Standing =>
    afterRefusal(
      standing,
      { principalId: principalId ?? another(), code: 'invalid_grant' },
      now,
      AS_DEPLOYED,
    );
const outage =
  (now = NOW, principalId?: string) =>
  (standing: Standing): Standing =>
    afterOutage(standing, principalId ?? another(), now, AS_DEPLOYED);
const success = (standing: Standing): Standing => afterSuccess(standing);

const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one);
/** How an app stands after these outcomes, one after the other. */
const standingAfter = (...outcomes: readonly ((standing: Standing) => Standing)[]): Standing =>
  outcomes.reduce((standing, outcome) => outcome(standing), GOOD_STANDING);
const admits = (standing: Standing, now = NOW): string => admission(standing, now).admits;

const brokenApp = standingAfter(misconfigured('a'), misconfigured('b'), misconfigured('c'));
const deadCloud = standingAfter(...times(5, outage()));
const refusedInBulk = standingAfter(...times(6, refused()));

describe('an app in good standing', () => {
  test('admits all', () => {
    expect(admits(GOOD_STANDING)).toBe('all');
  });
});

describe('a misconfigured app', () => {
  test('pauses after three different principals in a row', () => {
    expect(standingAfter(misconfigured('a'), misconfigured('b')).pause).toBeUndefined();
    expect(brokenApp.pause).toEqual({ since: NOW, why: 'misconfigured', code: 'invalid_client' });
  });

  test('does not pause for one principal, however often it fails', () => {
    const standing = standingAfter(...times(10, misconfigured('a')));

    expect(standing.pause).toBeUndefined();
    expect(admits(standing)).toBe('all');
  });

  test('does not pause for two principals that fail in turn', () => {
    const standing = standingAfter(...times(5, [misconfigured('a'), misconfigured('b')]).flat());

    expect(standing.pause).toBeUndefined();
  });

  test.each([
    ['one', 1, ['a']],
    ['two', 2, ['a', 'b']],
    ['none that is counted any more', 0, ['a']],
  ])('pauses when they are all that it has: %s', (_, population, ids) => {
    const standing = standingAfter(...ids.map((id) => misconfigured(id, { population })));

    expect(standing.pause).toBeDefined();
  });

  test('does not pause for one of two', () => {
    const standing = standingAfter(...times(3, misconfigured('a', { population: 2 })));

    expect(standing.pause).toBeUndefined();
  });

  test('counts anew after a success', () => {
    const standing = standingAfter(misconfigured('a'), misconfigured('b'), success, misconfigured('c'));

    expect(standing.pause).toBeUndefined();
  });

  test('pauses at once on a code that speaks of the app itself', () => {
    const standing = standingAfter(misconfigured('a', { unmistakable: true }));

    expect(standing.pause?.why).toBe('misconfigured');
  });

  test('keeps the day on which it was paused, however long it lasts', () => {
    const standing = misconfigured('d', { now: NOW + DAY })(brokenApp);

    expect(standing.pause?.since).toBe(NOW);
  });
});

describe('refused grants', () => {
  test('may halt their principals five times in a row, not a sixth', () => {
    const halts = [1, 2, 3, 4, 5, 6, 7].map((n) => mayHalt(standingAfter(...times(n, refused()))));

    expect(halts).toEqual([true, true, true, true, true, false, false]);
  });

  test('pause the app with the sixth', () => {
    expect(standingAfter(...times(5, refused())).pause).toBeUndefined();
    expect(refusedInBulk.pause).toEqual({ since: NOW, why: 'refused-in-bulk', code: 'invalid_grant' });
  });

  test('are counted anew after a success', () => {
    const standing = standingAfter(...times(5, refused()), success, ...times(5, refused()));

    expect(mayHalt(standing)).toBe(true);
    expect(standing.pause).toBeUndefined();
  });

  test('of one principal count once, however often it is refused', () => {
    const standing = standingAfter(...times(9, refused(NOW, 'a')));

    expect(mayHalt(standing)).toBe(true);
    expect(standing.pause).toBeUndefined();
  });

  test('are counted on through outages', () => {
    const standing = standingAfter(...times(5, refused()), outage(), refused());

    expect(mayHalt(standing)).toBe(false);
  });
});

describe('outages', () => {
  test('of one principal are its own affair', () => {
    expect(admits(standingAfter(...times(20, outage(NOW, 'a'))))).toBe('all');
  });

  test('leave the app alone for four principals, and break with the fifth', () => {
    expect(admits(standingAfter(...times(4, outage())))).toBe('all');
    expect(admits(deadCloud)).toBe('none');
    expect(admits(deadCloud, NOW + MINUTE)).toBe('probe');
  });

  test.each<[string, (standing: Standing) => Standing]>([
    ['a success', success],
    ['a refusal', refused()],
  ])('are over with an answer: %s', (_, answer) => {
    expect(standingAfter(...times(4, outage()), answer, outage()).unanswered).toHaveLength(1);
  });

  test('are not over with a word about the app: a maintenance page may have said it', () => {
    expect(standingAfter(...times(4, outage()), misconfigured('a'), outage()).unanswered).toHaveLength(5);
  });

  test('pause nobody: the cloud is at fault, not the app', () => {
    expect(standingAfter(...times(50, outage())).pause).toBeUndefined();
  });
});

describe('a throttle', () => {
  test('lets nobody of the app ask before it is over', () => {
    const standing = afterThrottle(GOOD_STANDING, 90 * SECOND, NOW);

    expect(admits(standing, NOW + 90 * SECOND - 1)).toBe('none');
    expect(admits(standing, NOW + 90 * SECOND)).toBe('all');
  });

  test('is not cut short by a later, shorter one', () => {
    const standing = afterThrottle(afterThrottle(GOOD_STANDING, 90 * SECOND, NOW), SECOND, NOW);

    expect(standing.notBefore).toBe(NOW + 90 * SECOND);
  });

  test('is not cut short by a success that was under way', () => {
    const standing = afterSuccess(afterThrottle(GOOD_STANDING, 90 * SECOND, NOW));

    expect(admits(standing, NOW + SECOND)).toBe('none');
  });

  test.each([
    ['longer than an hour', 400 * DAY, HOUR],
    ['a negative time', -1, 0],
  ])('is not believed for %s', (_, wait, believed) => {
    expect(afterThrottle(GOOD_STANDING, wait, NOW).notBefore).toBe(NOW + believed);
  });

  test('counts as no outage', () => {
    expect(standingAfter(...times(9, (s: Standing) => afterThrottle(s, 0, NOW))).unanswered).toEqual([]);
  });
});

describe('probing', () => {
  const stopped: [string, Standing][] = [
    ['a paused app', brokenApp],
    ['an app refused in bulk', refusedInBulk],
    ['an app whose cloud is down', deadCloud],
  ];
  const disappointments: [string, (now: number) => (standing: Standing) => Standing][] = [
    ['an outage', (now) => outage(now)],
    ['a refusal', (now) => refused(now)],
    ['a word about the app', (now) => misconfigured('z', { now })],
  ];
  const pausedAndDisappointed = stopped
    .filter(([, { pause }]) => pause)
    .flatMap(([of, standing]) =>
      disappointments.map(([by, outcome]) => [of, by, standing, outcome] as const),
    );

  test.each(stopped)('waits less than a minute, then admits one of %s', (_, standing) => {
    expect(admits(standing, NOW + SECOND)).toBe('none');
    expect(admits(standing, NOW + MINUTE)).toBe('probe');
  });

  test.each(pausedAndDisappointed)('of %s waits again after %s', (_of, _by, standing, outcome) => {
    const now = NOW + MINUTE;

    const next = outcome(now)(standing);

    expect(admits(next, now)).toBe('none');
    expect(admits(next, now + MINUTE)).toBe('probe');
  });

  test('remembers whom it took', () => {
    expect(probing(brokenApp, 'a').lastProbe).toBe('a');
  });

  test.each(stopped)('ends with a success: all of %s is well at once', (_, standing) => {
    const next = afterSuccess(probing(standing, 'a'));

    expect(next).toEqual(GOOD_STANDING);
    expect(admits(next)).toBe('all');
  });
});

describe('a success', () => {
  test("clears what outcomes have added up to, and says nothing of an operator's own pause", () => {
    const control = { standing: refusedInBulk, operatorPausedAt: NOW };

    const next = { ...control, standing: afterSuccess(control.standing) };

    expect(next).toEqual({ standing: GOOD_STANDING, operatorPausedAt: NOW });
  });
});

describe('what somebody must be told of an app', () => {
  const told = (standing: Standing, now: number) => matterOf(standing, now, AS_DEPLOYED);
  const brokenSince = (since: number, outages = 5): Standing =>
    Array.from({ length: outages }).reduce<Standing>(
      (standing) => afterOutage(standing, another(), since, AS_DEPLOYED),
      GOOD_STANDING,
    );

  test.each([
    ['nothing of four failures', 4, 60, undefined],
    ['nothing of an outage of less than a quarter of an hour', 5, 14, undefined],
    ['an outage of a quarter of an hour', 5, 15, 'outage'],
  ])('is %s', (_, outages, minutes, what) => {
    const standing = brokenSince(NOW, outages);

    expect(told(standing, NOW + minutes * MINUTE)?.what).toBe(what);
  });

  test('is since when the outage began, however long it goes on', () => {
    const later = afterOutage(brokenSince(NOW), 'b', NOW + 60 * MINUTE, AS_DEPLOYED);

    expect(told(later, NOW + 60 * MINUTE)).toMatchObject({ what: 'outage', since: NOW });
  });

  test('is no outage any more once the cloud has answered, whatever it said', () => {
    const answered = refused(NOW + 60 * MINUTE)(brokenSince(NOW));

    expect(told(answered, NOW + 60 * MINUTE)).toBeUndefined();
    expect(told(afterSuccess(brokenSince(NOW)), NOW + 60 * MINUTE)).toBeUndefined();
  });

  test('is the pause before the outage: somebody can end that', () => {
    const about = { principalId: 'a', code: '100247', unmistakable: true, population: 1 };
    const paused = afterMisconfigured(GOOD_STANDING, about, NOW, AS_DEPLOYED);
    const both = Array.from({ length: 6 }).reduce<Standing>((standing) => outage()(standing), paused);

    expect(told(both, NOW + 60 * MINUTE)).toEqual({ what: 'misconfigured', since: NOW, code: '100247' });
  });
});
