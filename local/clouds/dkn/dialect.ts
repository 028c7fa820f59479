import { type Answer, type Asking, type Dialect, wantedSecret } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import type { Foundation } from '../foundation.ts';
import { basicCredentials, readForm, type WireRequest } from '../http/wire.ts';
import type { Apps } from '../state/apps.ts';
import type { Codes } from '../state/codes.ts';
import type { Presentation } from '../state/pair.ts';
import {
  granted,
  invalidClient,
  invalidCode,
  invalidRedirectUri,
  invalidRefreshToken,
  refuseResource,
  wrongGrantType,
  wrongMethod,
  wrongPath,
} from './replies.ts';

const TOKEN_PATH = '/api/v1/open/oauth2/token';

export interface DknClient {
  readonly name: string;
  /** The client_id. */
  readonly id: string;
  readonly secret: string;
  /** Where codes may be sent. @default anywhere */
  readonly redirectUris?: readonly string[];
}

interface DknAsking extends Asking {
  readonly parameters: URLSearchParams;
  readonly client: DknClient | undefined;
  readonly secret: string | undefined;
  /** Credentials came in a Basic header: then their refusal is a 401. */
  readonly basic: boolean;
}

const ASKED: ReadonlyMap<string, DknAsking['asked']> = new Map([
  ['refresh_token', 'refresh'],
  ['authorization_code', 'exchange'],
]);

export const dknDialect = (
  { store }: Foundation,
  clients: Apps<DknClient>,
  codes: Codes,
): Dialect<DknAsking> => {
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

  const refresh = (
    client: DknClient,
    presentation: Presentation | undefined,
    fault: Fault | undefined,
  ): Answer => {
    // Another client's token gives the words of a wrong client, as Kong does.
    if (presentation && presentation.pair.app !== client.name) return invalidClient(false);
    const pair = presentation && store.refresh(presentation);
    return pair ? granted(pair, fault) : invalidRefreshToken();
  };

  const exchange = (client: DknClient, parameters: URLSearchParams, fault: Fault | undefined): Answer => {
    const redirectUri = parameters.get('redirect_uri') ?? undefined;
    const pair = codes.exchange(parameters.get('code') ?? '', { app: client.name, redirectUri }, (grant) =>
      store.issue(grant),
    );
    return pair ? granted(pair, fault) : invalidCode();
  };

  const answer: Dialect<DknAsking>['answer'] = (asking, presentation, fault) => {
    const { request, client, asked, parameters } = asking;
    if (request.path !== TOKEN_PATH) return wrongPath();
    if (request.method !== 'POST') return wrongMethod(request.method);
    // A wrong client outdoes a wrong grant type: a body that cannot be read shows as invalid_client.
    if (!client || asking.secret !== wantedSecret(client.secret, fault)) return invalidClient(asking.basic);
    const redirectUri = parameters.get('redirect_uri');
    if (redirectUri !== null && client.redirectUris?.includes(redirectUri) === false)
      return invalidRedirectUri();
    if (asked === 'refresh') return refresh(client, presentation, fault);
    if (asked === 'exchange') return exchange(client, parameters, fault);
    return wrongGrantType();
  };

  return { unknownFaults: ['frozen', 'wrong-subject'], recognise, answer, refuseResource };
};
