import { expect, test } from '@jest/globals';
import { protocols } from '../../../lambdas/core/protocols/index.ts';
import { LONGEST_LIFETIME_SECONDS, lifetimeOf } from '../../../lambdas/core/protocols/lifetime.ts';

test.each([[3600], ['3600'], [' 3600 '], [3600.9], ['3.6e3']])('reads %j as an hour', (value) => {
  expect(lifetimeOf(value, 60)).toEqual({ seconds: 3600 });
});

test.each([
  [undefined],
  [null],
  [0],
  ['0'],
  [-1],
  ['-7'],
  [0.4],
  [''],
  ['soon'],
  ['0x10'],
  [true],
  [[3600]],
  [{}],
  [Number.NaN],
])('assumes the default, with a warning, for %j', (value) => {
  expect(lifetimeOf(value, 7200)).toEqual({ seconds: 7200, warning: 'lifetime-assumed' });
});

test.each([
  [LONGEST_LIFETIME_SECONDS + 1],
  [2147483646],
  [2147483647],
  [Number('9223372036854775')],
  ['9223372036854775'],
  [Number.POSITIVE_INFINITY],
  ['1e999'],
  ['9'.repeat(500)],
])('clamps %j to 365 days, with a warning', (value) => {
  expect(lifetimeOf(value, 60)).toEqual({ seconds: 31_536_000, warning: 'lifetime-clamped' });
});

test('leaves 365 days as they are', () => {
  expect(lifetimeOf(31_536_000, 60)).toEqual({ seconds: 31_536_000 });
});

test.each([
  ['dkn', 7200],
  ['huawei', 3600],
  ['kii', 3600],
  ['oauth2', 3600],
])('assumes for %s a lifetime of %d s', (provider, seconds) => {
  const protocol = protocols.get(provider);

  const outcome = protocol?.read('refresh', {
    status: 200,
    headers: {},
    body: '{"access_token":"a","accessToken":"a"}',
    receivedAt: 0,
  });

  expect(protocol?.defaultLifetimeSeconds).toBe(seconds);
  expect(outcome).toHaveProperty('tokens.expiresInSeconds', seconds);
});
