import { Apps } from './apps.ts';
import { type Cloud, type GrantWish, runCloud } from './cloud.ts';
import { Codes } from './codes.ts';
import { type Answer, type Asking, type Dialect, refusal, spoil, wantedSecret } from './dialect.ts';
import type { Fault } from './faults.ts';
import { type CloudOptions, layFoundation } from './foundation.ts';
import { NOT_STORED, oauthError } from './oauth-replies.ts';
import { exceeds, readClient, readParameters } from './oauth2-request.ts';
import type { Pair, Presentation } from './token-store.ts';
import { type Credentials, jsonReply, readForm, type WireReply, type WireRequest } from './wire.ts';

/**
 * An authorization server as RFC 6749 describes it, taken at its word: one way of client authentication, registered
 * beforehand; no parameter twice; rotation of refresh tokens always. JSON bodies are the one liberty, for apps that ask for it.
 */

const PROVIDER = 'oauth2';
const TOKEN_PATH = '/oauth2/token';

export interface Oauth2Options extends CloudOptions {
  /** A spent refresh token that comes again kills its successors too (RFC 9700 section 4.14.2). @default false */
  readonly revokeFamilyOnReuse?: boolean;
}

export interface Oauth2AppSecret {
  readonly provider: typeof PROVIDER;
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly client_auth: 'client_secret_basic' | 'client_secret_post';
  readonly body: 'form' | 'json';
  readonly scope?: string;
  readonly ca: string;
}

export interface Oauth2AppWish {
  readonly clientId?: string;
  /** @default a made-up one with characters that form and Basic encoding must take care of */
  readonly clientSecret?: string;
  /** @default 'client_secret_basic' */
  readonly clientAuth?: Oauth2AppSecret['client_auth'];
  /** @default 'form' */
  readonly body?: Oauth2AppSecret['body'];
  /** What the app's tokens are good for, words apart by blanks. @default none */
  readonly scope?: string;
}

export interface Oauth2Cloud extends Cloud<Oauth2AppSecret, Oauth2AppWish> {
  /** What a browser would bring back from the authorization endpoint. */
  issueCode(wish: GrantWish & { readonly redirectUri?: string }): string;
}

interface Client {
  readonly name: string;
  /** The client_id. */
  readonly id: string;
  readonly secret: string;
  readonly clientAuth: Oauth2AppSecret['client_auth'];
  readonly body: Oauth2AppSecret['body'];
  readonly scope: string | undefined;
}

interface Oauth2Asking extends Asking {
  readonly client: Client | undefined;
  readonly parameters: Readonly<Record<string, string>> | undefined;
  readonly header: Credentials | undefined;
}

const ASKED: ReadonlyMap<string, Oauth2Asking['asked']> = new Map([
  ['refresh_token', 'refresh'],
  ['authorization_code', 'exchange'],
  ['client_credentials', 'login'],
]);

const invalidRequest = (description: string) => oauthError(400, 'invalid_request', description);
const invalidGrant = (description: string) => oauthError(400, 'invalid_grant', description);
const invalidClient = () =>
  oauthError(401, 'invalid_client', 'Client authentication failed', {
    'WWW-Authenticate': 'Basic realm="token"',
  });

/** @see RFC 6750 section 3 */
const refuseResource = (accessToken: string | undefined): WireReply =>
  accessToken === undefined
    ? { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="me"' }, body: '' }
    : jsonReply(
        401,
        { error: 'invalid_token', error_description: 'The access token is expired, revoked or unknown' },
        { 'WWW-Authenticate': 'Bearer realm="me", error="invalid_token"' },
      );

/** An OAuth 2.0 server on a free port of the loopback interface. */
export const startOauth2 = async (options: Oauth2Options): Promise<Oauth2Cloud> => {
  const foundation = layFoundation(options, {
    lifetimeSeconds: 3_600,
    accessToken: (random) => random.base64url(40),
    refreshToken: (random) => random.base64url(48),
    revokeFamilyOnReuse: options.revokeFamilyOnReuse ?? false,
  });
  const { store, random, lifetimeSeconds } = foundation;
  const codes = new Codes(foundation);
  const clients = new Apps<Client>();

  const recognise = (request: WireRequest): Oauth2Asking => {
    const parameters = readParameters(request);
    const header = readClient(request);
    const client = clients.withId(header?.user ?? parameters?.client_id);
    const here = request.path === TOKEN_PATH;
    const asked = (here && ASKED.get(parameters?.grant_type ?? '')) || 'other';
    return {
      request,
      client,
      parameters,
      header,
      app: client?.name,
      principal: asked === 'login' ? client?.name : undefined,
      asked,
      refreshToken: asked === 'refresh' ? parameters?.refresh_token : undefined,
    };
  };

  /** Section 5.1. `refreshable`: section 4.4.3 wants no refresh token for client credentials. */
  const grant = (client: Client, pair: Pair, refreshable: boolean, fault: Fault | undefined): Answer => {
    const fields = {
      access_token: pair.accessToken,
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      ...(refreshable ? { refresh_token: pair.refreshToken } : {}),
      ...(client.scope === undefined ? {} : { scope: client.scope }),
    };
    const names = { accessToken: 'access_token', tokenType: 'token_type' };
    return { granted: pair, reply: jsonReply(200, spoil(fields, names, fault), NOT_STORED) };
  };

  const refresh = (client: Client, presentation: Presentation | undefined, fault: Fault | undefined) => {
    const pair = presentation?.pair.app === client.name ? store.refresh(presentation) : undefined;
    return pair ? grant(client, pair, true, fault) : invalidGrant('The refresh token is not valid');
  };

  const exchange = (
    client: Client,
    { code, redirect_uri }: Record<string, string>,
    fault: Fault | undefined,
  ) => {
    if (code === undefined) return invalidRequest('code is missing');
    const principal = codes.take(code, { app: client.name, redirectUri: redirect_uri });
    if (principal === undefined) return invalidGrant('The authorization code is not valid');
    return grant(client, store.issue({ app: client.name, principal }), true, fault);
  };

  /** The credentials that came in the way that the client registered; any other way does not authenticate. */
  const authenticates = ({ header, parameters }: Oauth2Asking, client: Client, fault: Fault | undefined) => {
    const presented =
      client.clientAuth === 'client_secret_basic' ? header?.password : parameters?.client_secret;
    return presented !== undefined && presented === wantedSecret(client.secret, fault);
  };

  const answer: Dialect<Oauth2Asking>['answer'] = (asking, presentation, fault) => {
    const { request, client, parameters, asked } = asking;
    if (request.path !== TOKEN_PATH) return refusal({ status: 404, headers: {}, body: '' });
    if (request.method !== 'POST') return refusal({ status: 405, headers: { Allow: 'POST' }, body: '' });
    if (!parameters) return invalidRequest('The body cannot be read');
    if (asking.header && parameters.client_secret !== undefined)
      return invalidRequest('More than one way of client authentication');
    if (!client || !authenticates(asking, client, fault)) return invalidClient();
    if ((readForm(request) ? 'form' : 'json') !== client.body)
      return invalidRequest('The body has the wrong media type');
    if (parameters.grant_type === undefined) return invalidRequest('grant_type is missing');
    if (parameters.scope !== undefined && exceeds(parameters.scope, client.scope))
      return oauthError(400, 'invalid_scope', 'The scope exceeds what was granted');

    if (asked === 'login')
      return grant(client, store.issue({ app: client.name, principal: client.name }), false, fault);
    if (asked === 'exchange') return exchange(client, parameters, fault);
    if (asked === 'other') return oauthError(400, 'unsupported_grant_type', 'The grant type is not known');
    if (asking.refreshToken === undefined) return invalidRequest('refresh_token is missing');
    return refresh(client, presentation, fault);
  };

  const cloud = await runCloud(options, foundation, {
    unknownFaults: ['frozen'],
    recognise,
    answer,
    refuseResource,
  });

  const registerApp = async (name: string, wish: Oauth2AppWish = {}): Promise<Oauth2AppSecret> => {
    const client: Client = {
      name,
      id: wish.clientId ?? random.alphanumeric(24),
      secret: wish.clientSecret ?? `${random.alphanumeric(24)}:+ %&=`,
      clientAuth: wish.clientAuth ?? 'client_secret_basic',
      body: wish.body ?? 'form',
      scope: wish.scope,
    };
    clients.add(client);
    return {
      provider: PROVIDER,
      token_url: `${cloud.url}${TOKEN_PATH}`,
      client_id: client.id,
      client_secret: client.secret,
      client_auth: client.clientAuth,
      body: client.body,
      ...(client.scope === undefined ? {} : { scope: client.scope }),
      ca: options.authority.certificate,
    };
  };

  return {
    ...cloud,
    provider: PROVIDER,
    app: await registerApp(PROVIDER),
    registerApp,
    issueGrant: ({ principal, app = PROVIDER }) => {
      const { refreshToken, accessToken } = store.issue({ app: clients.named(app).name, principal });
      return { refreshToken, accessToken };
    },
    issueCode: ({ principal, app = PROVIDER, redirectUri }) =>
      codes.issue({ app: clients.named(app).name, principal, redirectUri }),
  };
};
