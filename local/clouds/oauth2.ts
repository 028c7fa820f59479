import { type Cloud, type GrantWish, grantOf } from './cloud.ts';
import { type CloudOptions, layFoundation } from './foundation.ts';
import { type Oauth2Client, oauth2Dialect, TOKEN_PATH } from './oauth2/dialect.ts';
import { runCloud } from './run-cloud.ts';
import { Apps } from './state/apps.ts';
import { Codes, type KeptCode } from './state/codes.ts';

/**
 * An authorization server as RFC 6749 describes it, taken at its word: one way of client authentication, registered
 * beforehand; no parameter twice; rotation of refresh tokens always. JSON bodies are the one liberty, for apps that ask for it.
 */

const PROVIDER = 'oauth2';
/** RFC 6749 section 4.1.2 recommends ten minutes at most. */
const CODE_LIFETIME_MS = 600_000;

export interface Oauth2Options extends CloudOptions {
  /** A spent refresh token that comes again kills its successors too (RFC 9700 section 4.14.2). @default false */
  readonly revokeFamilyOnReuse?: boolean;
  /** A code that comes again kills what it yielded (RFC 6749 section 4.1.2). @default false */
  readonly revokeOnCodeReuse?: boolean;
}

export interface Oauth2AppSecret {
  readonly provider: typeof PROVIDER;
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly client_auth: Oauth2Client['clientAuth'];
  readonly body: Oauth2Client['body'];
  readonly scope?: string;
  readonly ca: string;
}

export interface Oauth2AppWish {
  readonly clientId?: string;
  /** @default a made-up one with characters that form and Basic encoding must take care of */
  readonly clientSecret?: string;
  /** @default 'client_secret_basic' */
  readonly clientAuth?: Oauth2Client['clientAuth'];
  /** @default 'form' */
  readonly body?: Oauth2Client['body'];
  /** What the app's tokens are good for, words apart by blanks. @default none */
  readonly scope?: string;
}

export interface CodeWish extends GrantWish {
  /** The exchange must then name the same. */
  readonly redirectUri?: string;
  /** PKCE, S256: the exchange must then show the verifier, and without it none. */
  readonly codeChallenge?: string;
}

export interface Oauth2Cloud extends Cloud<Oauth2AppSecret, Oauth2AppWish> {
  /** What a browser would bring back from the authorization endpoint: good for ten minutes and one exchange. */
  issueCode(wish: CodeWish): string;
  /** From now on the app's logins by client credentials count as this principal's, in faults and history. */
  nameLogin(wish: GrantWish): Promise<void>;
}

/** An OAuth 2.0 server on the loopback interface. */
export const startOauth2 = async (options: Oauth2Options): Promise<Oauth2Cloud> => {
  const foundation = await layFoundation(options, {
    provider: PROVIDER,
    lifetimeSeconds: 3_600,
    accessToken: (random) => random.base64url(40),
    refreshToken: (random) => random.base64url(48),
    revokeFamilyOnReuse: options.revokeFamilyOnReuse ?? false,
  });
  const { store, random, clock, keeping } = foundation;
  const clients = new Apps(await keeping.open<Oauth2Client>('apps'));
  const codes = new Codes(
    {
      clock,
      random,
      lifetimeMs: CODE_LIFETIME_MS,
      ...(options.revokeOnCodeReuse && { onReuse: (family: number) => store.revokeFamily(family) }),
    },
    await keeping.open<KeptCode>('codes'),
  );
  const cloud = await runCloud(options, foundation, oauth2Dialect(foundation, clients, codes));

  const secretOf = (client: Oauth2Client): Oauth2AppSecret => ({
    provider: PROVIDER,
    token_url: `${cloud.url}${TOKEN_PATH}`,
    client_id: client.id,
    client_secret: client.secret,
    client_auth: client.clientAuth,
    body: client.body,
    ...(client.scope === undefined ? {} : { scope: client.scope }),
    ca: options.authority.certificate,
  });

  const registerApp = async (name: string, wish: Oauth2AppWish = {}): Promise<Oauth2AppSecret> => {
    const known = clients.find(name);
    const scope = wish.scope ?? known?.scope;
    const client: Oauth2Client = {
      name,
      id: wish.clientId ?? known?.id ?? random.alphanumeric(24),
      secret: wish.clientSecret ?? known?.secret ?? `${random.alphanumeric(24)}:+ %&=`,
      clientAuth: wish.clientAuth ?? known?.clientAuth ?? 'client_secret_basic',
      body: wish.body ?? known?.body ?? 'form',
      ...(scope === undefined ? {} : { scope }),
      principal: known?.principal ?? name,
    };
    clients.put(client);
    await keeping.saved();
    return secretOf(client);
  };

  return {
    ...cloud,
    provider: PROVIDER,
    app: await registerApp(PROVIDER),
    registerApp,
    issueGrant: ({ principal, app = PROVIDER }) =>
      grantOf(store.issue({ app: clients.named(app).name, principal })),
    issueCode: ({ app = PROVIDER, ...wish }) => codes.issue({ ...wish, app: clients.named(app).name }),
    nameLogin: async ({ principal, app = PROVIDER }) => {
      clients.put({ ...clients.named(app), principal });
      await keeping.saved();
    },
  };
};
