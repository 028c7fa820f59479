import { type Answer, type Asking, type Dialect, wantedSecret } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import type { Foundation } from '../foundation.ts';
import { type Credentials, readForm, type WireRequest } from '../http/wire.ts';
import type { Apps } from '../state/apps.ts';
import type { Codes } from '../state/codes.ts';
import type { Presentation } from '../state/pair.ts';
import {
  granted,
  invalidClient,
  invalidGrant,
  invalidRequest,
  invalidScope,
  refuseResource,
  wrongGrantType,
  wrongMethod,
  wrongPath,
} from './replies.ts';
import { exceeds, readClient, readParameters } from './request.ts';

export const TOKEN_PATH = '/oauth2/token';

export interface Oauth2Client {
  readonly name: string;
  /** The client_id. */
  readonly id: string;
  readonly secret: string;
  readonly clientAuth: 'client_secret_basic' | 'client_secret_post';
  readonly body: 'form' | 'json';
  /** What its tokens are good for, words apart by blanks. */
  readonly scope?: string;
  /** Whom its own logins speak for. */
  readonly principal: string;
}

interface Oauth2Asking extends Asking {
  readonly client: Oauth2Client | undefined;
  readonly parameters: Readonly<Record<string, string>> | undefined;
  readonly header: Credentials | undefined;
}

const ASKED: ReadonlyMap<string, Oauth2Asking['asked']> = new Map([
  ['refresh_token', 'refresh'],
  ['authorization_code', 'exchange'],
  ['client_credentials', 'login'],
]);

/** The credentials that came in the way that the client registered; any other way does not authenticate. */
const authenticates = (
  { header, parameters }: Oauth2Asking,
  { clientAuth, secret }: Oauth2Client,
  fault: Fault | undefined,
): boolean => {
  const presented = clientAuth === 'client_secret_basic' ? header?.password : parameters?.client_secret;
  return presented !== undefined && presented === wantedSecret(secret, fault);
};

export const oauth2Dialect = (
  { store }: Foundation,
  clients: Apps<Oauth2Client>,
  codes: Codes,
): Dialect<Oauth2Asking> => {
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
      principal: asked === 'login' ? client?.principal : undefined,
      asked,
      refreshToken: asked === 'refresh' ? parameters?.refresh_token : undefined,
    };
  };

  const refresh = (
    { name, scope }: Oauth2Client,
    presentation: Presentation | undefined,
    fault: Fault | undefined,
  ): Answer => {
    const pair = presentation?.pair.app === name ? store.refresh(presentation) : undefined;
    return pair ? granted(pair, scope, fault) : invalidGrant('The refresh token is not valid');
  };

  const exchange = (
    { name, scope }: Oauth2Client,
    { code, redirect_uri, code_verifier }: Readonly<Record<string, string>>,
    fault: Fault | undefined,
  ): Answer => {
    if (code === undefined) return invalidRequest('code is missing');
    const by = { app: name, redirectUri: redirect_uri, verifier: code_verifier };
    const pair = codes.exchange(code, by, (grant) => store.issue(grant));
    return pair ? granted(pair, scope, fault) : invalidGrant('The authorization code is not valid');
  };

  /** Section 4.4.3: client credentials yield no refresh token. */
  const logIn = ({ name, principal, scope }: Oauth2Client, fault: Fault | undefined): Answer =>
    granted(store.issue({ app: name, principal }, { refreshable: false }), scope, fault);

  const answer: Dialect<Oauth2Asking>['answer'] = (asking, presentation, fault) => {
    const { request, client, parameters, asked } = asking;
    if (request.path !== TOKEN_PATH) return wrongPath();
    if (request.method !== 'POST') return wrongMethod();
    if (!parameters) return invalidRequest('The body cannot be read');
    if (asking.header && parameters.client_secret !== undefined)
      return invalidRequest('More than one way of client authentication');
    if (!client || !authenticates(asking, client, fault)) return invalidClient();
    if ((readForm(request) ? 'form' : 'json') !== client.body)
      return invalidRequest('The body has the wrong media type');
    if (parameters.grant_type === undefined) return invalidRequest('grant_type is missing');
    if (parameters.scope !== undefined && exceeds(parameters.scope, client.scope)) return invalidScope();

    if (asked === 'login') return logIn(client, fault);
    if (asked === 'exchange') return exchange(client, parameters, fault);
    if (asked === 'other') return wrongGrantType();
    if (asking.refreshToken === undefined) return invalidRequest('refresh_token is missing');
    return refresh(client, presentation, fault);
  };

  return { unknownFaults: ['frozen', 'wrong-subject'], recognise, answer, refuseResource };
};
