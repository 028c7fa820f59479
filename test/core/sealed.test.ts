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
import type { Grant, Login, Sealed, Tokens } from '../../lambdas/core/tokens.ts';
import { ANY_TEXT, anyGrant, anyLogin, plain } from './any-grant.ts';

const OWNER: Owner = { principalId: 'sensor-1', provider: 'oauth2', app: 'greenhouse' };
const LOGIN: Login = { kind: 'login' };

const refreshToken = (value: string, fallback?: Login): Grant => ({
  kind: 'refresh_token',
  refreshToken: confidential(value),
  ...(fallback && { fallback }),
});
const password = (value: string, username = 'ada'): Login => ({
  kind: 'password',
  username,
  password: confidential(value),
});
const sealedWith = (grant: Grant, access?: { token: string; tokenType: string }): Sealed => ({
  ...OWNER,
  grant,
  ...(access ? { access: { token: confidential(access.token), tokenType: access.tokenType } } : {}),
});
const reopened = (grant: Grant): Grant | undefined => readSealed(sealedText(sealedWith(grant)), OWNER)?.grant;
const printed = (value: unknown): string =>
  inspect(value, { depth: null, showHidden: true }) + JSON.stringify(value);

describe('a sealed row', () => {
  test('gives back the very grant that was sealed, whatever it is', () => {
    fc.assert(
      fc.property(anyGrant, (grant) => {
        const again = reopened(grant);

        expect(again && plain(again)).toStrictEqual(plain(grant));
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  test('gives back the access token that was sealed beside it, and none where there was none', () => {
    fc.assert(
      fc.property(anyGrant, fc.option(ANY_TEXT), fc.string(), (grant, access, tokenType) => {
        const sealed = sealedWith(grant, access === null ? undefined : { token: access, tokenType });

        const again = readSealed(sealedText(sealed), OWNER);

        expect(again?.access?.token.reveal()).toBe(access ?? undefined);
        expect(again?.access?.tokenType).toBe(access === null ? undefined : tokenType);
      }),
      { seed: 4, numRuns: 200 },
    );
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
    ['with a kind of grant that is unknown', { grant: { kind: 'certificate' } }],
    ['with a code, which is never kept', { grant: { kind: 'authorization_code', code: 'c' } }],
    ['with a login of an empty name', { grant: { kind: 'login', as: '' } }],
    ['with a password of nobody', { grant: { kind: 'password', username: '', password: 'p' } }],
    ['with an empty password', { grant: { kind: 'password', username: 'u', password: '' } }],
    [
      'with a fallback that is no login',
      { grant: { kind: 'refresh_token', refresh_token: 'r', fallback: { kind: 'none' } } },
    ],
    ['with an access token that has no type', { access: { token: 'token' } }],
    ['with an empty access token', { access: { token: '', token_type: 'Bearer' } }],
  ])('does not open %s', (_, change) => {
    const paper = JSON.parse(sealedText(sealedWith(refreshToken('token'))).reveal());

    const changed = confidential(JSON.stringify({ ...paper, ...change }));

    expect(readSealed(changed, OWNER)).toBeUndefined();
  });

  // What was sealed before there were other logins and fallbacks: rows that were sealed once stay readable.
  test.each<[string, string, Grant]>([
    [
      'a refresh token',
      '{"v":1,"principal_id":"sensor-1","provider":"oauth2","app":"greenhouse",' +
        '"grant":{"kind":"refresh_token","refresh_token":"rt"},"access":{"token":"at","token_type":"Bearer"}}',
      refreshToken('rt'),
    ],
    [
      'a login',
      '{"v":1,"principal_id":"sensor-1","provider":"oauth2","app":"greenhouse",' +
        '"grant":{"kind":"login"},"access":{"token":"at","token_type":"Bearer"}}',
      LOGIN,
    ],
  ])('opens for the first fixed text of %s, and is still written so', (_, text, grant) => {
    const sealed = readSealed(confidential(text), OWNER);

    expect(sealed && plain(sealed.grant)).toStrictEqual(plain(grant));
    expect(sealed?.access?.token.reveal()).toBe('at');
    expect(sealedText(sealedWith(grant, { token: 'at', tokenType: 'Bearer' })).reveal()).toBe(text);
  });

  test.each<[string, Grant]>([
    ['a refresh token', refreshToken('secret-rt')],
    ['a refresh token with a password beside it', refreshToken('secret-rt', password('secret-pw'))],
    ['a password', password('secret-pw')],
  ])('shows nothing of %s when it is printed, before and after sealing', (_, grant) => {
    const sealed = sealedWith(grant, { token: 'secret-at', tokenType: 'Bearer' });

    const texts = [grant, sealed, sealedText(sealed), readSealed(sealedText(sealed), OWNER)].map(printed);

    for (const text of texts) {
      expect(text).toContain('[confidential]');
      expect(text).not.toMatch(/secret-(rt|at|pw)/);
    }
  });
});

describe('the digest of a grant', () => {
  test('is the same for the same grant of the same principal, sealed in between or not', () => {
    fc.assert(
      fc.property(anyGrant, (grant) => {
        const again = reopened(grant);

        expect(again && grantDigest('sensor-1', again)).toBe(grantDigest('sensor-1', grant));
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  test('differs by principal, by token, by user, by login and by kind', () => {
    const digests = [
      grantDigest('sensor-1', refreshToken('rt')),
      grantDigest('sensor-2', refreshToken('rt')),
      grantDigest('sensor-1', refreshToken('rt-2')),
      grantDigest('sensor-1', LOGIN),
      grantDigest('sensor-2', LOGIN),
      grantDigest('sensor-1', { kind: 'login', as: 'rt' }),
      grantDigest('sensor-1', { kind: 'login', as: 'rt-2' }),
      grantDigest('sensor-1', password('pw', 'rt')),
      grantDigest('sensor-1', password('pw', 'rt-2')),
      grantDigest('sensor-1', { kind: 'none' }),
      grantDigest('sensor-2', { kind: 'none' }),
    ];

    expect(new Set(digests).size).toBe(digests.length);
  });

  test('does not depend on a password: it could be guessed from its digest', () => {
    fc.assert(
      fc.property(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT, (username, token, one, other) => {
        const kept = [one, other].map((value) => grantDigest('sensor-1', password(value, username)));
        const beside = [one, other].map((value) =>
          grantDigest('sensor-1', refreshToken(token, password(value, username))),
        );

        expect(kept[0]).toBe(kept[1]);
        expect(beside[0]).toBe(beside[1]);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  // Rows hold these digests: one that changed with a version would read as another grant.
  test.each<[string, Grant, string]>([
    ['a refresh token', refreshToken('rt'), 'z4hjjO4HNH_FF0Fv9D0hdu5yul1Vm6FmEyODlOyKVfA'],
    ['a login', LOGIN, 's5wGEkmYYxKMbg2ysxde4hLPtq9sOgcadrP6N9L_FJc'],
  ])('of %s stays what it was', (_, grant, digest) => {
    expect(grantDigest('sensor-1', grant)).toBe(digest);
  });

  test('has one length and one alphabet, whatever the grant: nothing of it shows', () => {
    fc.assert(
      fc.property(anyGrant, (grant) => {
        expect(grantDigest('sensor-1', grant)).toMatch(/^[A-Za-z0-9_-]{43}$/);
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});

describe('the grant to keep after an answer', () => {
  const ADMIN: Login = { kind: 'login', as: 'admin' };
  const NONE: Grant = { kind: 'none' };
  const old = refreshToken('old');

  test.each<[string, Grant, string | null | undefined, Login | undefined, Grant]>([
    ['the new refresh token', old, 'new', undefined, refreshToken('new')],
    ['the new one, and beside it the login that stood by', old, 'new', ADMIN, refreshToken('new', ADMIN)],
    [
      'the new one, and beside it the login that gave it',
      ADMIN,
      'new',
      undefined,
      refreshToken('new', ADMIN),
    ],
    [
      'the new one, and beside it the password that gave it',
      password('pw'),
      'new',
      undefined,
      refreshToken('new', password('pw')),
    ],
    [
      'the login that was used rather than one that stood by',
      ADMIN,
      'new',
      LOGIN,
      refreshToken('new', ADMIN),
    ],
    ['the new one alone, after what cannot be repeated', NONE, 'new', undefined, refreshToken('new')],
    ['the old one where nothing was said', old, undefined, undefined, old],
    [
      'the old one with its login, where nothing was said',
      refreshToken('old', ADMIN),
      undefined,
      ADMIN,
      refreshToken('old', ADMIN),
    ],
    ['the old one where nothing was said, though a login is possible', old, undefined, LOGIN, old],
    ['a login where the cloud says that there is no refresh token any more', old, null, LOGIN, LOGIN],
    ['the old one where there is none any more and no login either', old, null, undefined, old],
    ['the login after a login that gave no refresh token', ADMIN, undefined, undefined, ADMIN],
    ['the login after a login that gave none and said so', ADMIN, null, LOGIN, ADMIN],
    [
      'the password after a login that gave no refresh token',
      password('pw'),
      undefined,
      undefined,
      password('pw'),
    ],
    ['nothing, after what cannot be repeated and gave nothing', NONE, undefined, undefined, NONE],
  ])('is %s', (_, used, answered, standIn, kept) => {
    const refreshed: Tokens['refreshToken'] =
      typeof answered === 'string' ? confidential(answered) : answered;

    expect(plain(nextGrant(used, refreshed, standIn))).toStrictEqual(plain(kept));
  });

  test('never loses a login that was used, through any number of answers', () => {
    const anyAnswers = fc.array(fc.option(ANY_TEXT, { nil: undefined }), { maxLength: 6 });
    fc.assert(
      fc.property(anyLogin, anyAnswers, (login, answers) => {
        const kept = answers.reduce<Grant>(
          (grant, answer) =>
            nextGrant(
              grant,
              answer === undefined ? undefined : confidential(answer),
              grant.kind === 'refresh_token' ? grant.fallback : undefined,
            ),
          login,
        );

        const found = kept.kind === 'refresh_token' ? kept.fallback : kept;
        expect(found && plain(found)).toStrictEqual(plain(login));
      }),
      { seed: 7, numRuns: 200 },
    );
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
