import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Item, readRow } from '../../lambdas/adapters/rows.ts';
import { writesOf } from '../support/principal-writes.ts';
import { active, ended, NOW, storedRow } from '../support/principals.ts';
import { openPrincipalsTable } from '../support/principals-table.ts';

let table: Awaited<ReturnType<typeof openPrincipalsTable>>;

beforeAll(async () => {
  table = await openPrincipalsTable();
});
afterAll(() => table.close());

/** Due, and with every attribute that a row can have. */
const whole: Item = storedRow(
  active({
    lease: ended,
    presented: 'digest-1',
    presentedBefore: 'digest-1',
    lastError: { code: 'http-503', action: 'wait', at: NOW },
    announced: { what: 'failing', generation: 7 },
    refreshTokenExpiresAt: NOW,
    subject: 'user-1',
    scope: 'read',
    labels: { site: 'north' },
  }),
);
const REQUIRED = [
  'state',
  'provider',
  'app',
  'sealed',
  'grantDigest',
  'generation',
  'keptBy',
  'publishedGeneration',
  'publishBudget',
  'failures',
  'secretName',
  'refreshAt',
];
/** Keys: DynamoDB itself lets nothing else than their type in. */
const KEYS = ['principalId', 'dueQueue', 'refreshAt'];

const without = (name: string): Item =>
  Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name));
const otherType = (name: string): Item[string] =>
  whole[name]?.N === undefined ? { N: '31337' } : { S: 'hush' };

const claim = async (item: Item, principalId = 'spoilt') => {
  await table.items.put({ ...item, principalId: { S: principalId } });
  const before = await table.items.at(principalId);
  const written = await writesOf(table.principals).claim(principalId);
  return { written, before, after: await table.items.at(principalId) };
};

test('the whole row, unspoilt, is claimed', async () => {
  const { written } = await claim(whole);

  expect(written.write).toBe('done');
});

test.each<[string, string, Item]>([
  ...REQUIRED.map((name): [string, string, Item] => ['is missing', name, without(name)]),
  ...Object.keys(whole)
    .filter((name) => !KEYS.includes(name))
    .map((name): [string, string, Item] => [
      'is of another type',
      name,
      { ...whole, [name]: otherType(name) },
    ]),
  ['is unknown', 'state', { ...whole, state: { S: 'sleeping' } }],
  ['is unknown', 'announced', { ...whole, announced: { S: 'hush' } }],
  ['lies in the past of all time', 'refreshAt', { ...whole, refreshAt: { N: '-31337' } }],
  ['is negative', 'generation', { ...whole, generation: { N: '-31337' } }],
  ['is larger than can be counted', 'generation', { ...whole, generation: { N: '9007199254740993' } }],
  ['was written in milliseconds', 'expiresAt', { ...whole, expiresAt: { N: String(NOW) } }],
  ['has no id', 'lease', { ...whole, lease: { M: { until: { N: '31337' } } } }],
  ['has no end', 'lease', { ...whole, lease: { M: { id: { S: 'hush' } } } }],
  [
    'has nothing left, not even none',
    'publishBudget',
    { ...whole, publishBudget: { M: { at: { N: '31337' } } } },
  ],
  [
    'has no time',
    'lastError',
    { ...whole, lastError: { M: { code: { S: 'hush' }, action: { S: 'hush' } } } },
  ],
])('a row whose field %s (%s) is named and left byte for byte as it is', async (_, name, item) => {
  const { written, before, after } = await claim(item);

  expect(after).toEqual(before);
  expect(written).toEqual({
    write: 'stale',
    now: { row: 'malformed', problems: [expect.stringMatching(new RegExp(`^${name}\\b`))] },
  });
  expect(JSON.stringify(written)).not.toMatch(/hush|31337/);
});

test('a row whose id no consumer could name is left as it is', async () => {
  const { written, before, after } = await claim(whole, 'id with a blank');

  expect(after).toEqual(before);
  expect(written).toMatchObject({ write: 'stale', now: { row: 'malformed' } });
});

test.each([
  ['another app', { ...whole, app: { S: 'app-2' } }],
  ['another provider', { ...whole, provider: { S: 'dkn' } }],
])('a row of %s than its queue is left as it is', async (_, item) => {
  const { written, before, after } = await claim(item);

  expect(after).toEqual(before);
  expect(written).toMatchObject({ write: 'stale', now: { row: 'found' } });
});

test('what a claim takes and what reading accepts is the same, whatever stands in a field', async () => {
  // Whole numbers only, and no look into `labels`: a condition cannot tell.
  const plain = fc.oneof(
    fc.string({ minLength: 1 }).map((S) => ({ S })),
    fc.oneof(fc.integer().map(String), fc.constant(`1${'0'.repeat(30)}`)).map((N) => ({ N })),
    fc.uint8Array({ minLength: 1, maxLength: 4 }).map((B) => ({ B })),
    fc.constant({ NULL: true }),
    fc.boolean().map((BOOL) => ({ BOOL })),
  );
  const field = fc.constantFrom('id', 'until', 'left', 'at', 'code', 'action');
  const value = fc.oneof(
    plain,
    fc.dictionary(field, plain).map((M) => ({ M })),
    fc.array(plain, { maxLength: 2 }).map((L) => ({ L })),
  );
  const name = fc.constantFrom(
    ...Object.keys(whole).filter((one) => ![...KEYS, 'state', 'app', 'provider', 'labels'].includes(one)),
  );

  await fc.assert(
    fc.asyncProperty(name, value, async (spoilt, by) => {
      // A lease that is live is a reason of its own.
      const item = { ...whole, [spoilt]: by };
      const reading = readRow(item);
      fc.pre(reading.row !== 'found' || (reading.principal.lease?.until ?? 0) < NOW);

      const { written, before, after } = await claim(item);

      expect(written.write === 'done').toBe(reading.row === 'found');
      if (reading.row !== 'found') expect(after).toEqual(before);
    }),
    { numRuns: 50 },
  );
});
