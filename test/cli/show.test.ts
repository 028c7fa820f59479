import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command, SteppedClock } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { NOW, nowSeconds, refused, shown } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

const show = (...options: string[]) =>
  command(['show', 'home-1', ...options, '--local', fleet.port], { clock: new SteppedClock(NOW) });

describe('show', () => {
  test('tells everything about a principal, with what somebody should do', async () => {
    fleet.answers(({ principal_id }) =>
      shown(principal_id, {
        state: 'halted',
        halt_reason: 'reauthorize',
        failures: 2,
        last_error: { code: 'invalid_grant', action: 'Authorize again.', at: nowSeconds - 300 },
        expires_at: nowSeconds - 90,
        refresh_at: nowSeconds - 60,
        last_refreshed_at: nowSeconds - 7_200,
        subject: 'u-1',
        labels: { site: 'north' },
      }),
    );

    const { code, stdout } = await show();

    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'principal   home-1',
        'provider    cloud',
        'app         main',
        'subject     u-1',
        'labels      site=north',
        'state       halted',
        'halted for  reauthorize',
        'secret      fleet/tokens/cloud/home-1',
        'published   yes, generation 7',
        'token       ended 90 s ago (2026-11-22 08:58:30 UTC)',
        'refreshed   2 h 0 min ago',
        'failures    2',
        'last error  invalid_grant, 5 min ago',
        'to do       Authorize again.',
        '',
      ].join('\n'),
    );
  });

  test('leaves out what there is not', async () => {
    fleet.answers(({ principal_id }) => shown(principal_id));

    const { stdout } = await show();

    expect(stdout).toContain('\nnext look   in 90 min (2026-11-22 10:30:00 UTC)\n');
    expect(stdout).not.toMatch(/halted|failures|last error|to do|labels|subject/);
  });

  test('answers 1 when there is no such principal', async () => {
    fleet.answers(() => refused('show', 'principal_id', 'home-1 is not enrolled'));

    const ran = await show();

    expect(ran).toEqual({
      code: 1,
      stdout: '',
      stderr: 'show home-1: principal_id: home-1 is not enrolled\n',
    });
  });

  test.each<[string, object]>([
    ['no object', []],
    ['another operation', shown('home-1', { operation: 'enrol' })],
    ['a state that is unknown here', shown('home-1', { state: 'frozen' })],
    ['a time that is no date', shown('home-1', { expires_at: 1e15 })],
    ['a refusal without a reason', { ok: false, operation: 'show', problems: [] }],
  ])('trusts no answer that is odd: %s', async (_, answer) => {
    fleet.answers(() => answer);

    const { code, stdout, stderr } = await show();

    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(
      'error: show home-1: The answer of fleet-operate is none that this command knows: use the version that the stack was deployed from.\n',
    );
  });

  test('prints nothing that could steer a terminal, and no member that it does not know', async () => {
    fleet.answers(({ principal_id }) =>
      shown(principal_id, { subject: '\u001B[2Ju\u202E-1', access_token: 'Secret-1' }),
    );

    const people = await show();
    const json = await show('--json');

    expect(people.stdout).toContain('subject      [2Ju -1\n');
    expect(JSON.parse(json.stdout)).toEqual(shown('home-1', { subject: ' [2Ju -1' }));
  });
});
