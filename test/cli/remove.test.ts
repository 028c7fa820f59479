import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { changed, refused } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterEach(() => fleet.aws.faults.clear());
afterAll(() => fleet.close());

const remove = (id: string, ...options: string[]) =>
  command(['remove', id, ...options, '--local', fleet.port]);

describe('remove', () => {
  test.each<[string, object, string]>([
    [
      'can be brought back',
      { secret: 'deletes-after-days', days: 30 },
      'removed; its secret can be brought back for 30 days',
    ],
    ['is deleted', { secret: 'deleted' }, 'removed; its secret is deleted'],
    ['never was', { secret: 'missing' }, 'removed; it had no secret'],
    [
      'was being deleted',
      { secret: 'being-deleted', change: 'unchanged' },
      'was removed already; its secret is being deleted already',
    ],
    ['is in use', { secret: 'in-use' }, 'removed; it was enrolled again meanwhile, and its secret is in use'],
  ])('tells what becomes of a secret that %s', async (_, answer, told) => {
    fleet.answers(({ principal_id }) => changed('remove', 'removed', { principal_id, ...answer }));

    const ran = await remove('home-1', '--yes');

    expect(fleet.asked).toEqual([{ operation: 'remove', principal_id: 'home-1' }]);
    expect(ran).toEqual({ code: 0, stdout: `home-1: ${told}.\n`, stderr: '' });
  });

  test('asks for it at once with --now', async () => {
    fleet.answers(({ principal_id }) => changed('remove', 'removed', { principal_id, secret: 'deleted' }));

    await remove('home-1', '--now', '--yes');

    expect(fleet.asked).toEqual([{ operation: 'remove', principal_id: 'home-1', now: true }]);
  });

  test('sends nothing without --yes where nobody can be asked', async () => {
    fleet.answers(() => changed('remove', 'removed', { principal_id: 'home-1', secret: 'missing' }));

    const { code, stderr } = await remove('home-1');

    expect({ code, asked: fleet.asked }).toEqual({ code: 2, asked: [] });
    expect(stderr).toBe('error: nobody can be asked here: give --yes if you are sure\n');
  });

  test('takes an id that nobody could enrol, since a malformed row may have it, and does not repeat it', async () => {
    fleet.answers(({ principal_id }) =>
      principal_id === 'Secret 1'
        ? changed('remove', 'removed', { principal_id, secret: 'missing' })
        : refused('remove', 'principal_id', 'is not enrolled'),
    );

    const done = await remove('Secret 1', '--yes');
    const unknown = await remove('Secret 2', '--yes', '--json');

    expect(done).toEqual({ code: 0, stdout: 'the row of that id: removed; it had no secret.\n', stderr: '' });
    expect(unknown.code).toBe(1);
    expect(unknown.stdout + unknown.stderr).not.toContain('Secret');
  });

  test('says that repeating does what is left where an answer is lost', async () => {
    fleet.answers(() => 'Sandbox.Timedout');

    const { code, stderr } = await remove('home-1', '--yes');

    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^error: remove home-1: .+ Removing it again does no harm, and does what is left\.\n$/,
    );
  });
});
