import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Item, readRow } from '../../lambdas/adapters/rows.ts';
import type { Principal } from '../../lambdas/core/principal.ts';
import { SECOND } from '../../lambdas/core/time.ts';
import { active, halted, NOW, paused, storedRow } from '../support/principals.ts';

const second = fc.integer({ min: 0, max: 4_000_000_000 }).map((n) => n * SECOND);
const count = fc.nat();
const text = fc.string({ minLength: 1 });
/** Not `constructor` and its kin, which the SDK takes for the mark of a class. */
const label = text.filter((name) => !(name in Object.prototype));
const optional = {
  presented: text,
  presentedBefore: text.filter((digest) => digest !== 'none'),
  publishedVersion: text,
  lease: fc.record({ id: text, until: second }),
  lastError: fc.record({ code: fc.string(), action: fc.string(), at: second }),
  announced: fc.record({
    what: fc.constantFrom('failing' as const, 'reauthorize' as const, 'configuration' as const),
    generation: fc.nat(),
  }),
  issuedAt: second,
  expiresAt: second,
  refreshTokenExpiresAt: second,
  lastRefreshedAt: second,
  subject: fc.string(),
  scope: fc.string(),
  labels: fc.dictionary(label, fc.string(), { noNullPrototype: true }),
};
const required = {
  generation: count,
  publishedGeneration: count,
  failures: count,
  publishBudget: fc.record({ left: count, at: second }),
  sealed: fc.uint8Array({ minLength: 1 }),
  refreshAt: second,
};
const anyPrincipal: fc.Arbitrary<Principal> = fc
  .tuple(
    fc.constantFrom(active, paused, halted),
    fc.record({ ...required, ...optional }, { requiredKeys: ['refreshAt', 'publishBudget'] }),
  )
  .map(([state, change]) => state(change));

const badNumber = fc.constantFrom('1e+30', '-1', '0.5', 'NaN', '9007199254740993', '1'.repeat(38));
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.string().map((S) => ({ S })),
    fc.oneof(fc.integer().map(String), badNumber).map((N) => ({ N })),
    fc.uint8Array().map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.array(badNumber).map((NS) => ({ NS })),
    fc.array(fc.string()).map((SS) => ({ SS })),
    fc.constant({}),
    fc.constant({ $unknown: ['X', 1] }),
    fc.array(tie('any')).map((L) => ({ L })),
    fc
      .dictionary(fc.oneof(fc.string(), fc.constantFrom('id', 'until', 'left', 'at')), tie('any'))
      .map((M) => ({ M })),
  ),
})).any as fc.Arbitrary<Item[string]>;

const whole = storedRow(
  halted({ lease: { id: 'l', until: NOW }, presented: 'p', announced: { what: 'failing', generation: 7 } }),
);
const attribute = fc.oneof(
  fc.constantFrom(...Object.keys(whole), 'dueQueue', 'labels', '__proto__'),
  fc.string(),
);

describe('reading a row', () => {
  test('gives back the principal that was written, in milliseconds', () => {
    fc.assert(
      fc.property(anyPrincipal, (principal) => {
        expect(readRow(storedRow(principal))).toEqual({ row: 'found', principal });
      }),
    );
  });

  test('never throws, whatever the item holds', () => {
    fc.assert(
      fc.property(fc.dictionary(attribute, value), (item) => {
        expect(['found', 'malformed']).toContain(readRow(item).row);
      }),
    );
  });

  test('never throws, whatever stands in the place of one attribute or two of a good row', () => {
    fc.assert(
      fc.property(fc.dictionary(attribute, value, { minKeys: 1, maxKeys: 2 }), (spoilt) => {
        expect(['found', 'malformed']).toContain(readRow({ ...whole, ...spoilt }).row);
      }),
    );
  });

  test('finds nothing where nothing is', () => {
    expect(readRow(undefined)).toEqual({ row: 'missing' });
  });

  test('takes the mark for "nothing was open" as just that', () => {
    const item = { ...storedRow(active()), presentedBefore: { S: 'none' } };

    expect(readRow(item)).toEqual({ row: 'found', principal: active() });
  });

  test('leaves attributes alone that it does not know, readable or not', () => {
    const item = { ...storedRow(active()), note: { N: '1e+30' }, other: { S: 'kept by somebody else' } };

    expect(readRow(item)).toEqual({ row: 'found', principal: active() });
  });

  test.each<[string, Item[string] | undefined, string]>([
    ['state', undefined, 'state: breaks the contract'],
    ['state', { S: 'sleeping-SECRET' }, 'state: breaks the contract'],
    ['generation', undefined, 'generation: must be number'],
    ['generation', { S: 'SECRET' }, 'generation: must be number'],
    ['generation', { N: '1.5' }, 'generation: must be int'],
    ['generation', { N: '1e+30' }, 'generation: must be number'],
    ['generation', { N: '-1' }, 'generation: breaks the contract'],
    ['expiresAt', { N: String(NOW) }, 'expiresAt: breaks the contract'],
    ['sealed', { S: 'SECRET' }, 'sealed: breaks the contract'],
    ['sealed', { B: new Uint8Array() }, 'sealed: breaks the contract'],
    ['grantDigest', { S: '' }, 'grantDigest: breaks the contract'],
    ['announced', { S: 'SECRET' }, 'announced: must be object'],
    ['lease', { M: { id: { S: 'SECRET' } } }, 'lease.until: must be number'],
    ['publishBudget', { M: { left: { N: '1' }, at: { S: 'SECRET' } } }, 'publishBudget.at: must be number'],
    ['principalId', { S: 'SECRET with a blank' }, 'principalId: breaks the contract'],
    ['labels', { M: { site: { N: '4' } } }, 'labels.site: must be string'],
    ['labels', { M: { 'SECRET-4711': { N: '4' } } }, 'labels: must be string'],
    ['labels', { M: { 'a\u001b[2J': { N: '4' } } }, 'labels: must be string'],
    // A checker that compared its length with a number would throw.
    [
      'keptBy',
      { M: { length: { M: { toString: { N: '1' }, valueOf: { N: '1' } } } } },
      'keptBy: must be string',
    ],
  ])('names %s and never its value (%j)', (name, spoilt, problem) => {
    const { [name]: _, ...rest } = storedRow(active());

    const reading = readRow(spoilt ? { ...rest, [name]: spoilt } : rest);

    expect(reading).toEqual({ row: 'malformed', problems: [problem] });
    expect(JSON.stringify(reading)).not.toContain('SECRET');
  });

  test('names every field that is wrong', () => {
    const { keptBy: _, secretName: __, ...rest } = storedRow(active());

    expect(readRow(rest)).toEqual({
      row: 'malformed',
      problems: ['keptBy: must be string', 'secretName: must be string'],
    });
  });

  test('wants the evidence of a halted row', () => {
    const { haltReason: _, haltedGeneration: __, ...rest } = storedRow(halted());

    expect(readRow(rest)).toEqual({
      row: 'malformed',
      problems: ['haltReason: must be string', 'haltedGeneration: must be number'],
    });
  });
});
