import { describe, expect, test } from '@jest/globals';
import { armFaults } from '../../../local/aws/faults.ts';
import { Faults } from '../../../local/clouds/faults.ts';
import { FaultBoard } from '../../../local/live/fault-board.ts';

/** A board over the clouds' own faults, and a clock that is moved by hand. */
const aBoard = () => {
  const dkn = new Faults({ unknown: [], atOnce: { revoked: () => {}, 'access-revoked': () => {} } });
  const aws = armFaults();
  const clock = { now: 1_000 };
  let kills = 0;
  const board = new FaultBoard({
    clouds: { dkn: { faults: dkn } },
    aws: { faults: aws },
    kill: () => {
      kills += 1;
    },
    clock: () => clock.now,
  });
  return { board, dkn, aws, clock, kills: () => kills };
};

const OUTAGE = { kind: 'outage', cloud: 'dkn' } as const;
const SECRET = { kind: 'wrong-secret', cloud: 'dkn' } as const;
const VAULT = { kind: 'secrets-manager' } as const;

describe('the board of faults', () => {
  test('breaks a cloud until it is mended, and says since when', () => {
    const { board, dkn } = aBoard();

    board.begin(OUTAGE);
    const during = dkn.strike({});
    const shown = board.views();
    board.end(OUTAGE);

    expect(during).toMatchObject({ kind: 'status', status: 503 });
    expect(shown).toEqual([{ name: 'outage of dkn', since: 1_000 }]);
    expect(dkn.strike({})).toBeUndefined();
    expect(board.views()).toEqual([]);
  });

  test('leaves the troubles of single principals and apps as they are', () => {
    const { board, dkn } = aBoard();
    dkn.set({ kind: 'truncated' }, { principal: 'user-garbled' });

    board.begin(OUTAGE);
    board.end(OUTAGE);

    expect(dkn.strike({ principal: 'user-garbled' })).toEqual({ kind: 'truncated' });
  });

  test('brings a wrong secret back when the outage over it ends', () => {
    const { board, dkn } = aBoard();

    board.begin(SECRET);
    board.begin(OUTAGE);
    const both = dkn.strike({})?.kind;
    board.end(OUTAGE);

    expect([both, dkn.strike({})?.kind]).toEqual(['status', 'secret-changed']);
  });

  test('takes Secrets Manager down and up', () => {
    const { board, aws } = aBoard();
    aws.set({ service: 'kms', kind: 'throttle' });

    board.toggle(VAULT);
    const down = aws.take('secretsmanager', 'PutSecretValue')?.kind;
    board.toggle(VAULT);

    expect(down).toBe('error');
    expect(aws.inForce()).toEqual([{ service: 'kms', kind: 'throttle' }]);
  });

  test('mends everything at once', () => {
    const { board, dkn, aws } = aBoard();
    for (const fault of [OUTAGE, SECRET, VAULT]) board.begin(fault);

    board.endAll();

    expect([dkn.strike({}), aws.inForce(), board.views()]).toEqual([undefined, [], []]);
  });

  test('shows a kill for a while, as something that is over', () => {
    const { board, clock, kills } = aBoard();

    board.kill();
    const shown = board.views();
    clock.now += 20_000;

    expect(kills()).toBe(1);
    expect(shown).toEqual([{ name: 'the function was killed', since: 1_000, over: true }]);
    expect(board.views()).toEqual([]);
  });

  test('remembers what was done, and no more than a hundred things', () => {
    const { board, clock } = aBoard();

    board.begin(OUTAGE);
    clock.now += 5_000;
    board.end(OUTAGE);
    const [first] = board.records;
    for (let n = 0; n < 500; n += 1) board.toggle(VAULT);

    expect(first).toEqual({ name: 'outage of dkn', from: 1_000, to: 6_000 });
    expect(board.records).toHaveLength(100);
  });
});
