import { expect, test } from '@jest/globals';
import { physicalName } from '../../../local/stack/names.ts';
import { periodOf } from '../../../local/stack/rate-expression.ts';

test('names a resource after its stack and logical id, always the same', () => {
  const name = physicalName('Fleet', 'Table1A2B', 255);

  expect(name).toMatch(/^Fleet-Table1A2B-[0-9A-Z]{12}$/);
  expect(physicalName('Fleet', 'Table1A2B', 255)).toBe(name);
});

test('cuts a name to what its service allows, and still tells resources apart', () => {
  const [one, other] = ['A', 'B'].map((end) => physicalName('Fleet', `${'Function'.repeat(10)}${end}`, 64));

  expect(one).toHaveLength(64);
  expect(one).not.toBe(other);
});

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(15 minutes)', 900_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(1 day)', 86_400_000],
  ['rate(0 minutes)', undefined],
  ['rate(1 week)', undefined],
  ['cron(0 12 * * ? *)', undefined],
])('reads the period of %s', (expression, expected) => {
  expect(periodOf(expression)).toBe(expected);
});
