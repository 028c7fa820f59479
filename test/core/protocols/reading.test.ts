import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { oauth2 } from '../../../lambdas/core/protocols/oauth2.ts';
import { RECEIVED_AT, reply } from './builders.ts';

const TOKENS = { access_token: 'new-access', refresh_token: 'new-refresh', expires_in: 7200 };

const read = (status: number, body: unknown, headers?: Record<string, string>) =>
  oauth2.read('refresh', reply(status, body, headers));

describe('the order of the steps', () => {
  test.each([
    ['5xx before a code', 503, { error: 'invalid_grant' }, 'retry'],
    ['5xx before tokens', 500, TOKENS, 'retry'],
    ['429 before a code', 429, { error: 'invalid_client' }, 'retry'],
    ['408 before a code', 408, { error: 'invalid_grant' }, 'retry'],
    ['a code before tokens, under 200', 200, { ...TOKENS, error: 'invalid_grant' }, 'reauthorize'],
    ['an unknown code before tokens, under 200', 200, { ...TOKENS, error: 'whatever' }, 'malformed'],
    ['a code before a redirect', 302, { error: 'invalid_grant' }, 'reauthorize'],
    ['a code before a missing page', 404, { error: 'temporarily_unavailable' }, 'retry'],
    ['an unknown code before a missing page', 404, { error: 'whatever' }, 'malformed'],
    ['a code before talk of HTTPS', 400, { error: 'invalid_grant', x: 'use HTTPS' }, 'reauthorize'],
    ['tokens under 201', 201, TOKENS, 'refreshed'],
    ['a redirect, whatever its body', 302, TOKENS, 'app-misconfigured'],
    ['a missing page', 404, '<h1>Not Found</h1>', 'app-misconfigured'],
    ['a method not allowed', 405, '', 'app-misconfigured'],
    ['an error without a code', 401, { message: 'no' }, 'malformed'],
    ['an informational status', 100, '', 'malformed'],
  ])('sees %s', (_, status, body, verdict) => {
    expect(verdictOf(read(status, body))).toBe(verdict);
  });
});

describe('the places and shapes of a code', () => {
  test.each([
    ['any case', { error: 'Invalid_GRANT' }],
    ['spaces around it', { error: ' invalid_grant ' }],
    ['another place', { error_code: 'invalid_grant' }],
    ['an empty first place', { error: '', errorCode: 'invalid_grant' }],
    ['a null first place', { error: null, resultcode: 'invalid_grant' }],
    ['a first place that holds nothing', { error: {}, errorCode: 'invalid_grant' }],
  ])('finds one in %s', (_, body) => {
    expect(verdictOf(read(400, body))).toBe('reauthorize');
  });

  test.each([[null], [''], ['  '], [false], [[]], [{}]])('takes %j for no code', (error) => {
    expect(verdictOf(read(200, { ...TOKENS, error }))).toBe('refreshed');
  });

  test.each([[0], [17], [true], [['x']], [{ code: 1 }], ['__proto__'], ['constructor'], ['toString']])(
    'takes %j for a code that is in no table',
    (error) => {
      expect(read(200, { ...TOKENS, error })).toMatchObject({ verdict: 'malformed', code: 'unknown-code' });
    },
  );

  test.each([['surprising_code'], ['SURPRISE'], ['4711'], ['IOTDA.000123']])(
    'shows an unknown %s',
    (error) => {
      expect(read(400, { error })).toMatchObject({ reason: `${error}: an error code that is in no table.` });
    },
  );

  test.each([['Zk3QmT8vLxW2hYc5'], ['eyJhbGciOi.x.y'], ['aXbYcZdWeVfU'], ['two words'], ['a'.repeat(41)]])(
    'does not show %s, which could be a token',
    (error) => {
      expect(read(400, { error })).toMatchObject({ reason: 'An error code that is in no table.' });
    },
  );
});

describe('the tokens', () => {
  test('reads all that a good reply says', () => {
    const outcome = read(200, { ...TOKENS, token_type: 'bearer', scope: 'a b', refresh_expires_in: '86400' });

    expect(outcome).toMatchObject({
      kind: 'refreshed',
      warnings: [],
      tokens: {
        tokenType: 'bearer',
        expiresInSeconds: 7200,
        refreshTokenExpiresInSeconds: 86_400,
        scope: 'a b',
      },
    });
    const { tokens } = outcome as Extract<typeof outcome, { kind: 'refreshed' }>;
    expect(tokens.accessToken.reveal()).toBe('new-access');
    expect(tokens.refreshToken?.reveal()).toBe('new-refresh');
  });

  test.each([
    ['missing', undefined],
    ['blank', ''],
    ['a number', 5],
    ['null', null],
  ])('keeps the old refresh token, with a warning, where the new one is %s', (_, refresh_token) => {
    const outcome = read(200, { ...TOKENS, refresh_token });

    expect(outcome).toMatchObject({ kind: 'refreshed', warnings: ['refresh-token-missing'] });
    expect(outcome).not.toHaveProperty('tokens.refreshToken');
  });

  test('misses no refresh token after a login', () => {
    const outcome = oauth2.read('login', reply(200, { access_token: 'a', expires_in: 60 }));
    expect(outcome).toMatchObject({ kind: 'refreshed', warnings: [] });
  });

  test.each([[undefined], [null], [''], [7], ['  ']])(
    'is malformed with %j as access token',
    (access_token) => {
      const outcome = read(200, { ...TOKENS, access_token });

      expect(outcome).toMatchObject({ verdict: 'malformed', unspent: false });
      expect(salvaged(outcome)).toBe('new-refresh');
    },
  );

  test.each([
    ['a blank', 'new access'],
    ['an end of line', 'new-access\r\nX-Injected: 1'],
    ['a NUL', 'new-access\u0000'],
    ['what stands for bytes that are no text', 'new-\ufffdaccess'],
    ['half a character', 'new-\ud800access'],
    ['more than a header takes', 'a'.repeat(16_385)],
  ])('is malformed where the access token holds %s: nobody could send it', (_, access_token) => {
    const outcome = read(200, { ...TOKENS, access_token });

    expect(outcome).toMatchObject({ verdict: 'malformed', code: 'access-token-unusable', unspent: false });
    expect(salvaged(outcome)).toBe('new-refresh');
  });

  test('takes an access token of 16,384 characters', () => {
    expect(verdictOf(read(200, { ...TOKENS, access_token: '~'.repeat(16_384) }))).toBe('refreshed');
  });

  test.each([['c4N4rY-token-in-the-wrong-place'], ['9'.repeat(400)], ['a\u001b[2J'], [{}]])(
    'calls a type that is no plain word unreadable: %j',
    (token_type) => {
      const outcome = read(200, { ...TOKENS, token_type });

      expect(outcome).toMatchObject({ code: 'token-type', salvage: { tokens: { tokenType: 'unreadable' } } });
    },
  );

  test.each([
    ['an end of line', 'one\r\ntwo', 'one\ufffd\ufffdtwo'],
    ['half a character, which no table stores', 'one\ud800', 'one\ufffd'],
    ['what turns the direction of reading', 'one\u202etwo', 'one\ufffdtwo'],
    ['more than fits beside a token', 'é'.repeat(60_000), 'é'.repeat(4_096)],
  ])('keeps of a scope what can be shown and compared: %s', (_, scope, kept) => {
    expect(read(200, { ...TOKENS, scope })).toHaveProperty('tokens.scope', kept);
  });

  test('salvages a whole refresh token out of a body that was cut off', () => {
    const outcome = read(200, '{"refresh_token":"new-\\/refresh","token_type":"bea');
    expect(salvaged(outcome)).toBe('new-/refresh');
  });

  test('salvages no half of a refresh token', () => {
    expect(read(200, '{"access_token":"a","refresh_token":"new-ref')).not.toHaveProperty('salvage');
  });

  test('salvages nothing from a failure: its body may echo the old token', () => {
    expect(read(400, { refresh_token: 'old', error: 'whatever' })).not.toHaveProperty('salvage');
  });

  test('salvages what an unknown code under 200 brought along', () => {
    expect(salvaged(read(200, { ...TOKENS, error: 'whatever' }))).toBe('new-refresh');
  });

  test.each([['mac'], ['DPoP'], [7]])('keeps but does not publish a token of type %j', (token_type) => {
    const outcome = read(200, { ...TOKENS, token_type });

    expect(outcome).toMatchObject({ kind: 'deferred', verdict: 'malformed', code: 'token-type' });
    expect(outcome).toHaveProperty('salvage.tokens.expiresInSeconds', 7200);
  });

  test.each([[undefined], [null], [''], ['Bearer'], ['BEARER']])('takes type %j for Bearer', (token_type) => {
    expect(verdictOf(read(200, { ...TOKENS, token_type }))).toBe('refreshed');
  });

  test('reads JSON behind a byte order mark', () => {
    expect(verdictOf(read(200, `\uFEFF${JSON.stringify(TOKENS)}`))).toBe('refreshed');
  });
});

describe('whether the grant is unspent', () => {
  test.each([
    // The app is wrong, by a code of the table.
    [400, { error: 'invalid_client' }, true],
    [401, { error: 'invalid_client' }, true],
    [400, { error: 'invalid_request' }, true],
    [302, { error: 'unauthorized_client' }, true],
    [404, { error: 'unsupported_grant_type' }, true],
    [200, { error: 'invalid_client' }, false],
    [201, { error: 'invalid_request' }, false],
    [500, { error: 'invalid_client' }, false],
    [408, { error: 'invalid_client' }, false],
    // The server asks for patience, by a code of the table.
    [400, { error: 'slow_down' }, true],
    [400, { error: 'server_error' }, false],
    [404, { error: 'temporarily_unavailable' }, false],
    [200, { error: 'slow_down' }, false],
    [503, { error: 'slow_down' }, false],
    [500, { error: 'server_error' }, false],
    [408, { error: 'temporarily_unavailable' }, false],
    // Too many requests, whatever the body is.
    [429, '', true],
    [429, '<h1>Too many requests</h1>', true],
    [429, { error: 'slow_down' }, true],
    [429, { error: 'invalid_client' }, true],
    [429, { error: 'whatever' }, true],
    // The server failed, perhaps after it had issued.
    [408, '', false],
    [500, '', false],
    [502, '<h1>Bad Gateway</h1>', false],
    [503, '', false],
    [504, '', false],
    // A code that is in no table.
    [200, { error: 'whatever' }, false],
    [400, { error: 'whatever' }, false],
    [404, { error: 'whatever' }, false],
    // No code, and no token endpoint.
    [302, '', true],
    [404, '', true],
    [405, '', true],
    [400, 'The plain HTTP request was sent to HTTPS port', true],
    // Nothing that can be read.
    [200, 'what?', false],
    [400, 'what?', false],
    [401, { message: 'no' }, false],
  ])('tells it from %d %j: %j', (status, body, unspent) => {
    expect(read(status, body)).toMatchObject({ unspent });
  });

  test.each([
    ['a throttle', 429, '', {}, true],
    ['a throttle that says how long', 429, { error: 'slow_down' }, { 'retry-after': '0' }, true],
    ['a failure that says how long', 503, '', { 'retry-after': '30' }, false],
  ])('goes with a wait of the whole app after %s', (_, status, body, headers, unspent) => {
    const outcome = read(status, body, headers);

    expect(outcome).toMatchObject({ kind: 'deferred', unspent, appWaitMs: expect.any(Number) });
  });
});

describe('talk of certificates and HTTPS', () => {
  test.each([
    ['400 No required SSL certificate was sent'],
    ['client certificate required'],
    ['The client did not present a certificate'],
    [{ message: 'You must use HTTPS' }],
  ])('reads %j as a wrong app', (body) => {
    expect(read(400, body)).toMatchObject({ kind: 'misconfigured', code: 'tls-demanded' });
  });

  test.each([
    ['<a href="https://example.com">help</a>'],
    [{ documentation: 'https://example.com' }],
    ['{"documentation":"https:\\/\\/example.com"}'],
    ['the certificate of the course'],
  ])('reads nothing into %j', (body) => {
    expect(verdictOf(read(400, body))).toBe('malformed');
  });
});

describe('how long the app must wait', () => {
  const inTwoMinutes = new Date(RECEIVED_AT + 120_000).toUTCString();

  test.each([
    ['seconds', 429, '30', 30_000],
    ['a date', 503, inTwoMinutes, 120_000],
    ['a date that has passed', 503, new Date(RECEIVED_AT - 1000).toUTCString(), 1000],
    ['no time at all', 429, '0', 1000],
    ['more than an hour', 429, '99999999999999999999', 3_600_000],
    ['nonsense, throttled', 429, 'soon', 60_000],
    ['nothing, throttled', 429, undefined, 60_000],
    ['a negative number, throttled', 429, '-5', 60_000],
    ['nonsense, failed', 503, '1.5', undefined],
    ['nothing, failed', 503, undefined, undefined],
  ])('takes it from %s', (_, status, header, appWaitMs) => {
    const outcome = read(status, '', header === undefined ? {} : { 'retry-after': header });

    expect(outcome).toHaveProperty('verdict', 'retry');
    expect('appWaitMs' in outcome ? outcome.appWaitMs : undefined).toBe(appWaitMs);
  });
});

const salvaged = (outcome: ReturnType<typeof read>): string | undefined =>
  outcome.kind === 'deferred' ? outcome.salvage?.refreshToken?.reveal() : undefined;
