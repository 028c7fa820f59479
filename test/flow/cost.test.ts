import { describe, expect, test } from '@jest/globals';
import { type Bed, openBed } from './bed.ts';

const MINUTE = 60_000;

/** AWS calls of one tick for the five principals that are due, in a table of so many. */
const callsOfATick = async (size: number): Promise<Record<string, number>> => {
  await using bed = await openBed();
  for (let i = 0; i < size; i += 1) await bed.enrol('kii', `thing-${i}`);
  await bed.tick();
  bed.clock.advance(MINUTE);
  for (let i = 0; i < 5; i += 1) await bed.enrol('kii', `new-${i}`);
  const before = { ...bed.aws.calls() };

  const { tally } = await bed.tick();

  expect(tally.of('published')).toBe(5);
  return difference(bed, before);
};

const difference = (bed: Bed, before: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(bed.aws.calls())
      .map(([name, n]) => [name, n - (before[name] ?? 0)] as const)
      .filter(([, n]) => n > 0),
  );

describe('cost and time grow with the work that is due, not with the table', () => {
  test('a tick over five due principals makes the same AWS calls in a table of 5 and of 60', async () => {
    const small = await callsOfATick(5);
    const large = await callsOfATick(60);

    expect(large).toEqual(small);
  });

  test('a refresh costs four AWS calls: claim, keep, put, settle; keys and queries are shared', async () => {
    await using bed = await openBed();
    for (let i = 0; i < 40; i += 1) await bed.enrol('kii', `thing-${i}`);
    await bed.tick();
    bed.clock.advance(46 * MINUTE);
    const before = { ...bed.aws.calls() };

    await bed.tick();

    const calls = difference(bed, before);
    expect(calls['dynamodb.UpdateItem']).toBe(3 * 40 + 2);
    expect(calls['secretsmanager.PutSecretValue']).toBe(40 + 1);
    const sum = Object.values(calls).reduce((total, n) => total + n, 0);
    expect(sum / 40).toBeLessThan(4.5);
  });
});
