import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Rescue, rescueRecord } from '../../lambdas/core/rescue.ts';
import { command } from './command.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { changed, refused } from './said.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.close());

const restore = (input: string, ...options: string[]) =>
  command(['restore', '-', '--local', fleet.port, ...options], { input });

const record = (principalId: string): object => {
  const rescue: Rescue = {
    principalId,
    provider: 'cloud',
    app: 'main',
    generation: 7,
    keptBy: 'lease-1',
    sealed: Buffer.from('Secret-1'),
    grantDigest: 'digest',
  };
  return rescueRecord(rescue);
};
/** As the function's logger writes it. */
const line = (principalId: string): string =>
  JSON.stringify({
    level: 'ERROR',
    message: 'rescue',
    timestamp: '2026-11-22T09:00:00Z',
    ...record(principalId),
  });
const OTHER = '{"level":"INFO","message":"tick","due":3}';

const restoresAll = () =>
  fleet.answers(({ rescue }) =>
    changed('restore', 'restored', { principal_id: (rescue as { principal_id: string }).principal_id }),
  );
const restored = () => fleet.asked.map(({ rescue }) => (rescue as { principal_id: string }).principal_id);

describe('restore', () => {
  test('sends a rescue record as it is, and says what became of it', async () => {
    restoresAll();

    const ran = await restore(JSON.stringify(record('home-1')));

    expect(fleet.asked).toEqual([{ operation: 'restore', rescue: record('home-1') }]);
    expect(ran).toEqual({ code: 0, stdout: 'home-1: restored, the next tick publishes it.\n', stderr: '' });
  });

  test.each<[string, string]>([
    ['lines of the log', [line('a'), OTHER, '', 'START RequestId: 1', line('b')].join('\n')],
    [
      'lines behind a time and a name',
      [
        `2026-11-22T09:00:00+00:00 2026/11/22/[$LATEST]0a1b ${line('a')}`,
        `x ${OTHER}`,
        `x ${line('b')}`,
      ].join('\r\n'),
    ],
    ['an array of records', JSON.stringify([record('a'), record('b')])],
    ['an array of lines', JSON.stringify([line('a'), OTHER, line('b')])],
    [
      'the events of CloudWatch',
      JSON.stringify({ events: [{ message: line('a') }, { message: line('b') }] }),
    ],
    ['rows of a query', JSON.stringify([{ '@message': line('a') }, { '@message': line('b') }])],
  ])('finds its records in %s', async (_, input) => {
    restoresAll();

    const { code } = await restore(input);

    expect(code).toBe(0);
    expect(restored()).toEqual(['a', 'b']);
  });

  test('says how many lines it passed over', async () => {
    restoresAll();

    const { stderr } = await restore([OTHER, line('a'), OTHER].join('\n'));

    expect(stderr).toBe('2 other lines were passed over\n');
  });

  test('goes on after a refusal, and tells which was kept after all', async () => {
    fleet.answers(({ rescue }) => {
      const { principal_id } = rescue as { principal_id: string };
      return principal_id === 'b'
        ? refused('restore', 'rescue.generation', 'a newer grant stands there, leave it')
        : changed('restore', 'unchanged', { principal_id });
    });

    const { code, stdout, stderr } = await restore([line('b'), line('c')].join('\n'));

    expect(code).toBe(1);
    expect(stdout).toBe('c: that grant is kept already, nothing is to be restored.\n');
    expect(stderr).toBe(
      'restore b: rescue.generation: a newer grant stands there, leave it\n1 done, 1 refused\n',
    );
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'standard input holds no rescue record'],
    ['no record', OTHER, 'standard input holds no rescue record'],
    [
      'a line that was cut off',
      [line('a'), line('b').slice(0, -9)].join('\n'),
      'standard input line 2 is a rescue record that is not whole',
    ],
    [
      'a record that lacks a field',
      JSON.stringify([{ ...record('a'), generation: undefined }]),
      'standard input entry 1 is a rescue record that is not whole',
    ],
    [
      'an event that was cut off',
      JSON.stringify({ events: [{ message: line('b').slice(0, -9) }] }),
      'standard input entry 1 is a rescue record that is not whole',
    ],
  ])('sends nothing of a file with %s', async (_, input, problem) => {
    restoresAll();

    const { code, stderr } = await restore(input);

    expect({ code, asked: fleet.asked }).toEqual({ code: 2, asked: [] });
    expect(stderr).toContain(`error: ${problem}`);
    expect(stderr).not.toContain(Buffer.from('Secret-1').toString('base64'));
  });
});
