import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { CannotAskError } from '../../../lambdas/core/protocols/cannot-ask-error.ts';
import { protocolOf } from '../../../lambdas/core/protocols/index.ts';
import type { App, Protocol } from '../../../lambdas/core/protocols/protocol.ts';
import type { Login, Presentable } from '../../../lambdas/core/tokens.ts';
import { ASKED_AT, authorizationCode, LOGIN, onlyApp, password, refreshToken } from './builders.ts';

const PEM = (content: string) => `-----BEGIN X-----\n${content}\n-----END X-----`;

/** An app of each cloud; every value that starts with `hush` is a secret. */
const SECRETS: readonly object[] = [
  { provider: 'dkn', client_id: 'c', client_secret: 'hush-1' },
  {
    provider: 'huawei',
    app_id: 'a',
    secret: 'hush-1',
    base_url: 'https://192.0.2.7:8743',
    client_certificate: PEM('AA=='),
    client_key: PEM('hush-2'),
  },
  { provider: 'kii', app_id: 'a', site: 'jp', app_key: 'hush-1', client_id: 'c', client_secret: 'hush-2' },
  {
    provider: 'kii',
    app_id: 'a',
    site: 'jp',
    app_key: 'hush-1',
    client_id: 'c',
    client_secret: 'hush-2',
    token_path: 'legacy',
    token_lifetime: 3600,
  },
  ...['client_secret_basic', 'client_secret_post'].flatMap((client_auth) =>
    ['form', 'json'].map((body) => ({
      provider: 'oauth2',
      token_url: 'https://auth.example/token',
      client_id: 'c',
      client_secret: 'hush-1',
      client_auth,
      body,
      scope: 'x',
    })),
  ),
];

/** One of each kind that there is. */
const GRANTS: Readonly<Record<Presentable['kind'], Presentable>> = {
  refresh_token: refreshToken('hush-3', password('ada', 'hush-4')),
  authorization_code: authorizationCode('hush-3', {
    redirectUri: 'https://app.example/cb',
    codeVerifier: 'hush-4',
  }),
  password: password('ada', 'hush-3'),
  login: LOGIN,
};

interface Pair {
  /** For the test's name. */
  readonly cloud: string;
  readonly kind: Presentable['kind'];
  readonly protocol: Protocol;
  readonly app: App;
  readonly grant: Presentable;
}

const pairs: readonly Pair[] = SECRETS.flatMap((secret) => {
  const { provider, ...settings } = secret as { readonly provider: string };
  const protocol = protocolOf(provider);
  if (!protocol) throw new Error(`there is no protocol ${provider}`);
  const app = onlyApp(protocol.readApp(secret));
  const ways = Object.values(settings).filter((value) =>
    /^(client_secret_|form|json|legacy)/.test(String(value)),
  );
  return Object.values(GRANTS).map((grant) => ({
    cloud: [provider, ...ways].join(' '),
    kind: grant.kind,
    protocol,
    app,
    grant,
  }));
});
const takes = ({ protocol, kind }: Pair) => protocol.grants.includes(kind);
const printed = (value: unknown): string =>
  inspect(value, { depth: null, showHidden: true, getters: true }) + JSON.stringify(value);

/** As it is, and as Basic, a form or JSON would carry it. */
const SECRET_IN_ANY_DRESS = /hush|aHVzaC|h1c2gt|odXNoL/;

describe('every grant of every cloud', () => {
  test.each(pairs.filter(takes))('asks $cloud with $kind: what it says it asks is what it asks', (pair) => {
    const { protocol, app, grant } = pair;

    const { asked, url, body } = protocol.ask(grant, app, ASKED_AT);

    expect(protocol.askedBy(new URL(url).pathname, body.reveal())).toBe(asked);
    expect(asked).toBe(
      { refresh_token: 'refresh', authorization_code: 'exchange', password: 'login', login: 'login' }[
        grant.kind
      ],
    );
  });

  test.each(pairs.filter((pair) => !takes(pair)))('does not ask $cloud with $kind', (pair) => {
    const { protocol, app, grant } = pair;

    const asking = () => protocol.ask(grant, app, ASKED_AT);

    expect(asking).toThrow(CannotAskError);
    expect(asking).toThrow(`${protocol.provider} cannot be asked with a grant of the kind ${grant.kind}`);
  });

  test.each(pairs.filter(takes))(
    'asks $cloud with $kind at any time, and never twice differently',
    (pair) => {
      const { protocol, app, grant } = pair;
      const bodyAt = (time: number) => protocol.ask(grant, app, time).body.reveal();

      expect(bodyAt(ASKED_AT)).toBe(bodyAt(ASKED_AT));
      expect(bodyAt(ASKED_AT) === bodyAt(ASKED_AT + 1)).toBe(!bodyAt(ASKED_AT).includes('expiresAt'));
    },
  );

  test.each(pairs)('shows nothing secret of $cloud and $kind when it is printed', (pair) => {
    const { protocol, app, grant } = pair;
    const whole = takes(pair) ? [app, grant, protocol.ask(grant, app, ASKED_AT)] : [app, grant];

    for (const value of whole) expect(printed(value)).not.toMatch(SECRET_IN_ANY_DRESS);
  });

  test('would show a secret that is not confidential, however it is dressed', () => {
    const dresses = ['hush-1', btoa('c:hush-1'), btoa('cc:hush-1'), btoa('ccc:hush-1')];

    for (const dress of dresses) expect(printed({ deep: [dress] })).toMatch(SECRET_IN_ANY_DRESS);
  });

  test.each(pairs.filter(takes))('lacks nothing at $cloud to ask with $kind', ({ protocol, app, grant }) => {
    expect(protocol.lacks(grant, app)).toBeUndefined();
  });
});

describe('a fallback', () => {
  const LOGINS: readonly Login[] = [LOGIN, { kind: 'login', as: 'x' }, password()];
  const protocols = [...new Set(pairs.map(({ protocol }) => protocol))];

  test.each(protocols)('at $provider is the login that was kept beside the refresh token', (protocol) => {
    for (const login of LOGINS) expect(protocol.fallback(refreshToken('r', login))).toBe(login);
  });

  test.each(protocols)('at $provider never follows a login: it was that which was refused', (protocol) => {
    for (const login of LOGINS) expect(protocol.fallback(login)).toBeUndefined();
    expect(protocol.fallback({ kind: 'none' })).toBeUndefined();
  });

  test.each(protocols)('at $provider is something that it can be asked with', (protocol) => {
    const login = protocol.fallback(refreshToken());

    expect(protocol.grants).toEqual(expect.arrayContaining(login ? [login.kind] : []));
  });
});
