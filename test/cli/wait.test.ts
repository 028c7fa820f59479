import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { command, SteppedClock } from './command.ts';
import { type Asked, type Fleet, startFleet } from './fleet.ts';
import { enrolled, NOW, nowSeconds, refused, shown } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.aws.faults.clear());
afterAll(() => fleet.close());

const enrol = (watched = false) =>
  command(['enrol', '-', '--local', fleet.port], {
    input: '{"principal_id":"home-1","provider":"cloud","app":"main","grant":{"kind":"login"}}',
    watched,
    clock: new SteppedClock(NOW),
  });

/** Enrols, and shows each look of the list in turn, the last for ever. */
const shows = (...looks: object[]) => {
  let next = 0;
  fleet.answers(({ operation, principal_id }: Asked) => {
    if (operation === 'enrol') return enrolled(principal_id);
    const look = looks[Math.min(next, looks.length - 1)] ?? {};
    next += 1;
    return 'ok' in look ? look : shown(principal_id, look);
  });
};

const waiting = { published: false, expires_at: undefined, refresh_at: nowSeconds };
const looked = () => fleet.asked.filter(({ operation }) => operation === 'show').length;
const lastError = { code: 'invalid_grant', action: 'Ask its owner to authorize again.', at: nowSeconds };

describe('enrol waits', () => {
  test('until the token is published, and says where it is and how long it lives', async () => {
    shows(waiting, waiting, {});

    const { code, stdout, stderr } = await enrol();

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(looked()).toBe(3);
    expect(stdout.split('\n')[1]).toBe(
      'home-1: published in fleet/tokens/cloud/home-1, the token lives 2 h 0 min (until 2026-11-22 11:00:00 UTC).',
    );
  });

  test('with a line of progress where somebody watches, which it takes away', async () => {
    shows(waiting, {});

    const { stderr } = await enrol(true);

    expect(stderr.replaceAll('\r\u001B[K', '|')).toBe(
      '|enrol home-1 (1 of 1)||waiting for 1 of 1 to be published, 0 s|waiting for 1 of 1 to be published, 3 s|',
    );
  });

  test.each<[string, object, string]>([
    [
      'that was halted',
      { ...waiting, state: 'halted', halt_reason: 'reauthorize', failures: 1, last_error: lastError },
      'home-1: halted (reauthorize). Last error: invalid_grant. Ask its owner to authorize again.\n',
    ],
    [
      'whose next try comes too late',
      { ...waiting, refresh_at: nowSeconds + 600, failures: 1, last_error: lastError },
      'home-1: not published yet, tried again in 10 min. Last error: invalid_grant. Ask its owner to authorize again.\n',
    ],
    [
      'that somebody paused',
      { ...waiting, state: 'paused', refresh_at: undefined },
      'home-1: paused, so nothing is asked for it until somebody resumes it.\n',
    ],
    [
      'that somebody removed',
      refused('show', 'principal_id', 'home-1 is not enrolled'),
      'show home-1: principal_id: home-1 is not enrolled\n',
    ],
  ])('no longer for a principal %s, and tells why', async (_, look, told) => {
    shows(waiting, look);

    const { code, stdout, stderr } = await enrol();

    expect(code).toBe(1);
    expect(looked()).toBe(2);
    expect(stdout).not.toContain('published');
    expect(stderr).toBe(told);
  });

  test.each<[string, object]>([
    ['that a run holds, far into the future', { ...waiting, refresh_at: nowSeconds + 600 }],
    [
      'whose next try is soon',
      { ...waiting, refresh_at: nowSeconds + 60, failures: 1, last_error: lastError },
    ],
  ])('on for a principal %s', async (_, look) => {
    shows(look, look, {});

    const { code } = await enrol();

    expect(code).toBe(0);
    expect(looked()).toBe(3);
  });

  test('150 s at most, and says how to look again', async () => {
    shows(waiting);

    const { code, stderr } = await enrol();

    expect(code).toBe(1);
    expect(looked()).toBe(51);
    expect(stderr).toBe(
      'home-1: not published after 150 s. See whether the schedule runs.\n' +
        `  Look again with: refresh-scheduler show home-1 --local ${fleet.port}\n`,
    );
  });

  test('on when two looks in a row are lost on the way', async () => {
    fleet.answers(({ operation, principal_id }) => {
      if (operation === 'enrol') fleet.aws.faults.set({ service: 'lambda', kind: 'drop', remaining: 2 });
      return operation === 'enrol' ? enrolled(principal_id) : shown(principal_id);
    });

    const { code, stdout } = await enrol();

    expect(code).toBe(0);
    expect(stdout).toContain('home-1: published');
  });

  test('no longer when the fleet cannot be reached any more, and says that the enrolment stands', async () => {
    fleet.answers(({ principal_id }) => {
      fleet.aws.faults.set({ service: 'lambda', kind: 'drop' });
      return enrolled(principal_id);
    });

    const { code, stderr } = await enrol();

    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^error: They are enrolled, but not seen to be published: The call failed \(\w+\)/,
    );
  });
});
