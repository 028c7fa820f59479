import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { protocolOf, protocols, providers } from '../../../lambdas/core/protocols/index.ts';
import type { Asked } from '../../../lambdas/core/protocols/protocol.ts';
import { reply } from './builders.ts';

const FIELDS = [
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'expires_in',
  'expiresIn',
  'token_type',
  'tokenType',
  'scope',
  'id',
  'error',
  'errorCode',
  'error_code',
  'resultcode',
  'error_description',
  '_error_description',
  'message',
  '__proto__',
  'constructor',
  'toString',
];
const WORDS = [
  'invalid_grant',
  'invalid_request',
  'Invalid refresh_token',
  '100208',
  'WRONG_TOKEN',
  'Bearer',
  'mac',
  'https',
  '',
];

const anyProtocol = fc.constantFrom(...protocols.values());
const anyAsked = fc.constantFrom<Asked>('refresh', 'login', 'exchange');
const anyStatus = fc.oneof(
  fc.integer({ min: 100, max: 599 }),
  fc.constantFrom(200, 200, 400, 401, 403, 404, 429, 503),
);
const anyValue = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue(),
);
const anyObject = fc
  .array(fc.tuple(fc.constantFrom(...FIELDS), anyValue), { maxLength: 8 })
  // Written by hand, so that names occur twice and `__proto__` is a name like any other.
  .map((members) => `{${members.map(([name, value]) => `"${name}":${JSON.stringify(value)}`).join(',')}}`);
const anyBody = fc.oneof(
  { weight: 4, arbitrary: anyObject },
  anyObject.chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
  fc.json(),
  fc.string({ unit: 'binary' }),
);
const anyHeaders = fc.dictionary(fc.constantFrom('retry-after', 'content-type', '__proto__'), fc.string());

describe('any reply at all', () => {
  test('gives an outcome, and a good one only with an access token', () => {
    fc.assert(
      fc.property(
        anyProtocol,
        anyAsked,
        anyStatus,
        anyBody,
        anyHeaders,
        (protocol, asked, status, body, headers) => {
          const outcome = protocol.read(asked, reply(status, body, headers));

          expect(verdictOf(outcome)).toMatch(/^(refreshed|reauthorize|retry|app-misconfigured|malformed)$/);
          if (outcome.kind !== 'refreshed') return;
          expect(outcome.tokens.accessToken.reveal().trim()).not.toBe('');
          expect(Number.isInteger(outcome.tokens.expiresInSeconds)).toBe(true);
          expect(outcome.tokens.expiresInSeconds).toBeGreaterThan(0);
          expect(outcome.tokens.expiresInSeconds).toBeLessThanOrEqual(31_536_000);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('never proves a grant unspent by a success or a failing server', () => {
    fc.assert(
      fc.property(anyProtocol, anyAsked, anyStatus, anyBody, (protocol, asked, status, body) => {
        const outcome = protocol.read(asked, reply(status, body));

        if ((status < 200 || status > 299) && status < 500 && status !== 408) return;
        expect('unspent' in outcome && outcome.unspent).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('always proves a grant unspent by a throttle, and makes the app wait a second or more', () => {
    fc.assert(
      fc.property(anyProtocol, anyAsked, anyBody, anyHeaders, (protocol, asked, body, headers) => {
        const outcome = protocol.read(asked, reply(429, body, headers));

        expect(outcome).toMatchObject({ kind: 'deferred', verdict: 'retry', unspent: true });
        expect('appWaitMs' in outcome && outcome.appWaitMs).toBeGreaterThanOrEqual(1000);
      }),
      { numRuns: 1000 },
    );
  });

  test('proves nothing by a reply that is malformed', () => {
    fc.assert(
      fc.property(anyProtocol, anyAsked, anyStatus, anyBody, (protocol, asked, status, body) => {
        const outcome = protocol.read(asked, reply(status, body));

        if (verdictOf(outcome) === 'malformed') expect(outcome).toHaveProperty('unspent', false);
      }),
      { numRuns: 1000 },
    );
  });

  test('says nothing of a token that its body holds', () => {
    const planted = fc.stringMatching(/^[A-Za-z0-9_-]{20,32}$/).map((random) => `${random}-planted-9Z`);
    const places = fc.subarray(
      [
        'access_token',
        'accessToken',
        'refresh_token',
        'refreshToken',
        'error',
        'errorCode',
        'error_code',
        'resultcode',
        'error_description',
        'message',
        'expires_in',
        'extra',
      ],
      { minLength: 1 },
    );
    fc.assert(
      fc.property(
        anyProtocol,
        anyAsked,
        anyStatus,
        places,
        planted,
        (protocol, asked, status, names, token) => {
          const body = Object.fromEntries(names.map((name) => [name, token]));
          const cutOff = JSON.stringify(body).slice(0, -1);

          for (const text of [JSON.stringify(body), cutOff, token]) {
            const outcome = protocol.read(asked, reply(status, text));
            expect(inspect(outcome, { depth: 9, showHidden: true }) + JSON.stringify(outcome)).not.toContain(
              token,
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const deep = '['.repeat(200_000);
  test.each([
    ['nested without end', `{"a":${deep}`],
    ['nested deeply', `{"a":${deep}${']'.repeat(200_000)}}`],
    ['nested deeply in its code', `{"error":${deep}${']'.repeat(200_000)}}`],
    ['one long code', JSON.stringify({ error: 'a'.repeat(5_000_000) })],
    ['one long word', 'ssl '.repeat(1_000_000)],
    ['one member, over and over', `{${'"refresh_token":"'.repeat(300_000)}`],
    ['blanks', ' '.repeat(5_000_000)],
  ])('is read in bounded time when its body is %s', (_, body) => {
    const started = performance.now();

    for (const protocol of protocols.values())
      for (const status of [200, 400]) protocol.read('refresh', reply(status, body));

    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('the registry', () => {
  test('finds each protocol under the name that it gives itself', () => {
    expect(providers.map((name) => protocolOf(name)?.provider)).toEqual([...providers]);
  });

  test.each([['nobody'], [''], ['constructor'], ['__proto__']])('knows no %j', (name) => {
    expect(protocolOf(name)).toBeUndefined();
  });

  test('says how a person authorizes, in a sentence', () => {
    for (const { reauthorize } of protocols.values()) expect(reauthorize).toMatch(/^[A-Z].+\.$/);
  });
});
