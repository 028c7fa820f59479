import { Apps } from './apps.ts';
import { type Cloud, type GrantWish, runCloud } from './cloud.ts';
import { Codes } from './codes.ts';
import { type Answer, type Asking, type Dialect, refusal, spoil, wantedSecret } from './dialect.ts';
import type { Fault } from './faults.ts';
import { type CloudOptions, layFoundation } from './foundation.ts';
import { NOT_STORED, oauthError } from './oauth-replies.ts';
import type { Pair, Presentation } from './token-store.ts';
import { basicCredentials, jsonReply, readForm, type WireReply, type WireRequest } from './wire.ts';

/**
 * Daikin DKN Cloud NA. Paths, success replies and the 401 of resources are the manual's (IM-DKNAPI-201908); the errors of
 * the token endpoint are those of Kong's oauth2 plugin, which the manual's samples match word for word.
 */

const PROVIDER = 'dkn';
const TOKEN_PATH = '/api/v1/open/oauth2/token';

export interface DknAppSecret {
  readonly provider: typeof PROVIDER;
  readonly client_id: string;
  readonly client_secret: string;
  readonly base_url: string;
  readonly ca: string;
}

/** @default made-up ones of 32 letters and digits */
export interface DknAppWish {
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export interface DknCloud extends Cloud<DknAppSecret, DknAppWish> {
  /** What a browser would bring back from the authorize page. */
  issueCode(wish: GrantWish & { readonly redirectUri?: string }): string;
}

interface Client {
  readonly name: string;
  /** The client_id. */
  readonly id: string;
  readonly secret: string;
}

interface DknAsking extends Asking {
  readonly parameters: URLSearchParams;
  readonly client: Client | undefined;
  readonly secret: string | undefined;
  /** Credentials came in a Basic header: then their refusal is a 401. */
  readonly basic: boolean;
}

const ASKED: ReadonlyMap<string, DknAsking['asked']> = new Map([
  ['refresh_token', 'refresh'],
  ['authorization_code', 'exchange'],
]);

const invalidClient = (basic: boolean): Answer =>
  basic
    ? oauthError(401, 'invalid_client', 'Invalid client authentication', {
        'WWW-Authenticate': 'Basic realm="OAuth2.0"',
      })
    : oauthError(400, 'invalid_client', 'Invalid client authentication');

const wrongMethod = (method: string): Answer =>
  refusal(
    jsonReply(
      405,
      {
        error: 'invalid_method',
        error_description: `The HTTP method ${method} is invalid for the token endpoint`,
      },
      { 'WWW-Authenticate': 'Bearer error="invalid_method"' },
    ),
  );

const refuseResource = (): WireReply =>
  jsonReply(401, {
    _error_description: 'The access token is invalid or has expired',
    error: 'invalid_token',
  });

/** A DKN cloud on a free port of the loopback interface. */
export const startDkn = async (options: CloudOptions): Promise<DknCloud> => {
  const foundation = layFoundation(options, {
    lifetimeSeconds: 7_200,
    accessToken: (random) => random.alphanumeric(32),
    refreshToken: (random) => random.alphanumeric(32),
  });
  const { store, random, lifetimeSeconds } = foundation;
  const codes = new Codes(foundation);
  const clients = new Apps<Client>();

  /** Kong reads other bodies too; the manual asks for a urlencoded one, so nothing is found in any other. */
  const recognise = (request: WireRequest): DknAsking => {
    const parameters = readForm(request) ?? new URLSearchParams();
    const header = parameters.has('client_id') ? undefined : basicCredentials(request);
    const client = clients.withId(header?.user ?? parameters.get('client_id'));
    const grantType = request.path === TOKEN_PATH ? parameters.get('grant_type') : null;
    return {
      request,
      parameters,
      client,
      secret: header?.password ?? parameters.get('client_secret') ?? undefined,
      basic: header !== undefined,
      app: client?.name,
      asked: ASKED.get(grantType ?? '') ?? 'other',
      refreshToken:
        grantType === 'refresh_token' ? (parameters.get('refresh_token') ?? undefined) : undefined,
    };
  };

  const grant = (pair: Pair, fault: Fault | undefined): Answer => {
    const fields = {
      refresh_token: pair.refreshToken,
      token_type: 'bearer',
      access_token: pair.accessToken,
      expires_in: lifetimeSeconds,
    };
    const names = { accessToken: 'access_token', tokenType: 'token_type' };
    return { granted: pair, reply: jsonReply(200, spoil(fields, names, fault), NOT_STORED) };
  };

  const refresh = (client: Client, presentation: Presentation | undefined, fault: Fault | undefined) => {
    // Another client's token gives the words of a wrong client, as Kong does.
    if (presentation && presentation.pair.app !== client.name) return invalidClient(false);
    const pair = presentation && store.refresh(presentation);
    return pair ? grant(pair, fault) : oauthError(400, 'invalid_request', 'Invalid refresh_token');
  };

  const exchange = (client: Client, parameters: URLSearchParams, fault: Fault | undefined) => {
    const redirectUri = parameters.get('redirect_uri') ?? undefined;
    const principal = codes.take(parameters.get('code') ?? '', { app: client.name, redirectUri });
    if (principal === undefined) return oauthError(400, 'invalid_request', 'Invalid code');
    return grant(store.issue({ app: client.name, principal }), fault);
  };

  const answer: Dialect<DknAsking>['answer'] = (asking, presentation, fault) => {
    const { request, client, asked } = asking;
    if (request.path !== TOKEN_PATH)
      return refusal(jsonReply(404, { message: 'no Route matched with those values' }));
    if (request.method !== 'POST') return wrongMethod(request.method);
    // A wrong client outdoes a wrong grant type: a body that cannot be read shows as invalid_client.
    if (!client || asking.secret !== wantedSecret(client.secret, fault)) return invalidClient(asking.basic);
    if (asked === 'refresh') return refresh(client, presentation, fault);
    if (asked === 'exchange') return exchange(client, asking.parameters, fault);
    return oauthError(400, 'unsupported_grant_type', 'Invalid grant_type');
  };

  const cloud = await runCloud(options, foundation, {
    unknownFaults: ['frozen'],
    recognise,
    answer,
    refuseResource,
  });

  const registerApp = async (name: string, wish: DknAppWish = {}): Promise<DknAppSecret> => {
    const client = {
      name,
      id: wish.clientId ?? random.alphanumeric(32),
      secret: wish.clientSecret ?? random.alphanumeric(32),
    };
    clients.add(client);
    return {
      provider: PROVIDER,
      client_id: client.id,
      client_secret: client.secret,
      base_url: cloud.url,
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
