import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { confidential } from '../../lambdas/core/confidential.ts';
import {
  accessOf,
  grantDigest,
  nextGrant,
  type Owner,
  readSealed,
  sealedText,
} from '../../lambdas/core/sealed.ts';
import type { Grant, Sealed } from '../../lambdas/core/tokens.ts';

const OWNER: Owner = { principalId: 'sensor-1', provider: 'oauth2', app: 'greenhouse' };
const LOGIN: Grant = { kind: 'login' };

const refreshToken = (value: string): Grant => ({ kind: 'refresh_token', refreshToken: confidential(value) });
const sealedWith = (grant: Grant, access?: { token: string; tokenType: string }): Sealed => ({
  ...OWNER,
  grant,
  ...(access ? { access: { token: confidential(access.token), tokenType: access.tokenType } } : {}),
});
/** The grant's own text, so that two grants can be compared: Jest cannot see into a confidential value. */
const textOf = (grant: Grant | undefined): string | undefined =>
  grant?.kind === 'refresh_token' ? grant.refreshToken.reveal() : grant?.kind;

describe('a sealed row', () => {
  test('is read as it was written, whatever the tokens are made of', () => {
    const anyText = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(anyText, fc.option(anyText), fc.string(), (token, access, tokenType) => {
        const sealed = sealedWith(
          refreshToken(token),
          access === null ? undefined : { token: access, tokenType },
        );

        const again = readSealed(sealedText(sealed), OWNER);

        expect(textOf(again?.grant)).toBe(token);
        expect(again?.access?.token.reveal()).toBe(access ?? undefined);
        expect(again?.access?.tokenType).toBe(access === null ? undefined : tokenType);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test('is read as it was written, of a login', () => {
    expect(readSealed(sealedText(sealedWith(LOGIN)), OWNER)).toEqual({ ...OWNER, grant: LOGIN });
  });

  test.each<[string, Partial<Owner>]>([
    ['principal', { principalId: 'sensor-2' }],
    ['provider', { provider: 'another' }],
    ['app', { app: 'warehouse' }],
  ])('does not open as that of another %s', (_, other) => {
    const text = sealedText(sealedWith(refreshToken('token')));

    expect(readSealed(text, { ...OWNER, ...other })).toBeUndefined();
  });

  test.each([
    ['no JSON', 'not json'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['an object without members', '{}'],
  ])('does not open from %s', (_, text) => {
    expect(readSealed(confidential(text), OWNER)).toBeUndefined();
  });

  test.each<[string, object]>([
    ['of a later version', { v: 2 }],
    ['without a version', { v: undefined }],
    ['with an empty refresh token', { grant: { kind: 'refresh_token', refresh_token: '' } }],
    ['with a kind of grant that is unknown', { grant: { kind: 'password' } }],
    ['with an access token that has no type', { access: { token: 'token' } }],
    ['with an empty access token', { access: { token: '', token_type: 'Bearer' } }],
  ])('does not open %s', (_, change) => {
    const paper = JSON.parse(sealedText(sealedWith(refreshToken('token'))).reveal());

    const changed = confidential(JSON.stringify({ ...paper, ...change }));

    expect(readSealed(changed, OWNER)).toBeUndefined();
  });

  test('opens for the fixed text of version 1: rows that were sealed once stay readable', () => {
    const text =
      '{"v":1,"principal_id":"sensor-1","provider":"oauth2","app":"greenhouse",' +
      '"grant":{"kind":"refresh_token","refresh_token":"rt"},"access":{"token":"at","token_type":"Bearer"}}';

    const sealed = readSealed(confidential(text), OWNER);

    expect(textOf(sealed?.grant)).toBe('rt');
    expect(sealed?.access?.token.reveal()).toBe('at');
    expect(sealedText(sealedWith(refreshToken('rt'), { token: 'at', tokenType: 'Bearer' })).reveal()).toBe(
      text,
    );
  });

  test('shows no token when it is printed, before and after sealing', () => {
    const sealed = sealedWith(refreshToken('secret-rt'), { token: 'secret-at', tokenType: 'Bearer' });

    const printed = [sealed, sealedText(sealed), readSealed(sealedText(sealed), OWNER)].map(
      (value) => inspect(value, { depth: null, showHidden: true }) + JSON.stringify(value),
    );

    for (const text of printed) expect(text).not.toMatch(/secret-[ra]t/);
  });
});

describe('the digest of a grant', () => {
  test('is the same for the same grant of the same principal', () => {
    expect(grantDigest('sensor-1', refreshToken('rt'))).toBe(grantDigest('sensor-1', refreshToken('rt')));
  });

  test('differs by principal, by token and by kind', () => {
    const digests = [
      grantDigest('sensor-1', refreshToken('rt')),
      grantDigest('sensor-2', refreshToken('rt')),
      grantDigest('sensor-1', refreshToken('rt-2')),
      grantDigest('sensor-1', LOGIN),
      grantDigest('sensor-2', LOGIN),
    ];

    expect(new Set(digests).size).toBe(digests.length);
  });

  test('has one length and one alphabet, whatever the token: nothing of it shows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (token) => {
        expect(grantDigest('sensor-1', refreshToken(token))).toMatch(/^[A-Za-z0-9_-]{43}$/);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('the grant to keep after an answer', () => {
  const used = refreshToken('old');
  const fresh = confidential('new');

  test.each<[string, Grant, Parameters<typeof nextGrant>[1], Grant | undefined, string]>([
    ['the new refresh token', used, fresh, undefined, 'new'],
    ['the new refresh token, though a login is possible', used, fresh, LOGIN, 'new'],
    ['the new refresh token after a login', LOGIN, fresh, LOGIN, 'new'],
    ['the old one where nothing was said', used, undefined, undefined, 'old'],
    ['the old one where nothing was said, though a login is possible', used, undefined, LOGIN, 'old'],
    ['a login where the cloud says that there is no refresh token any more', used, null, LOGIN, 'login'],
    ['the old one where there is none any more and no login either', used, null, undefined, 'old'],
    ['a login after a login that gave no refresh token', LOGIN, undefined, LOGIN, 'login'],
  ])('is %s', (_, grant, answered, login, kept) => {
    expect(textOf(nextGrant(grant, answered, login))).toBe(kept);
  });
});

describe('the access token to keep', () => {
  test('is a bearer token unless the cloud says otherwise', () => {
    const tokens = { accessToken: confidential('at'), expiresInSeconds: 3_600 };

    expect(accessOf(tokens).tokenType).toBe('Bearer');
    expect(accessOf({ ...tokens, tokenType: 'mac' }).tokenType).toBe('mac');
    expect(accessOf(tokens).token.reveal()).toBe('at');
  });
});
