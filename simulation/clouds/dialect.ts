import type { TokenRequest } from '../../lambdas/core/protocols/protocol.ts';
import { accessToken, refreshToken } from './accounts.ts';
import type { CloudApp, Dialect, Wire } from './cloud-app.ts';

const json = (status: number, body: object): Wire => ({ status, body: JSON.stringify(body) });

const NO_SUCH_PATH: Wire = { status: 404, body: '<html><h1>404 Not Found</h1></html>' };

export { NO_SUCH_PATH };

const pathOf = (url: string): string => url.slice(url.indexOf('/', 'https://'.length));

const header = (request: TokenRequest, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.reveal() ?? '');
};

const originOf = (app: CloudApp, wrongPath: boolean): string =>
  `https://${app.host}${wrongPath ? '/moved' : ''}`;

/** One field, or the list that allows a rotation. */
const clientSecretsAs = (field: string, [only, ...others]: readonly string[]): object =>
  others.length === 0 ? { [field]: only } : { client_secrets: [only, ...others] };

export const dkn: Dialect = {
  provider: 'dkn',
  codes: true,
  passwords: false,
  appSecret: (app, secrets, wrongPath) => ({
    provider: 'dkn',
    client_id: app.clientId,
    base_url: originOf(app, wrongPath),
    ...clientSecretsAs('client_secret', secrets),
  }),
  recognise: (request, app) => {
    const form = new URLSearchParams(request.body.reveal());
    return {
      asked: form.has('code') ? 'exchange' : 'refresh',
      pathFits: pathOf(request.url) === '/api/v1/open/oauth2/token',
      clientFits: form.get('client_id') === app.clientId && app.secrets.has(form.get('client_secret') ?? ''),
    };
  },
  granted: (account, pair) =>
    json(200, {
      refresh_token: refreshToken(account, pair),
      token_type: 'bearer',
      access_token: accessToken(account, pair),
      expires_in: account.app.lifetimeSeconds,
    }),
  tokenRefused: json(400, { error: 'invalid_request', error_description: 'Invalid refresh_token' }),
  clientRefused: json(400, { error: 'invalid_client', error_description: 'Invalid client authentication' }),
  frozen: json(400, { error: 'unauthorized_client' }),
};

export const oauth2: Dialect = {
  provider: 'oauth2',
  codes: true,
  passwords: false,
  appSecret: (app, secrets, wrongPath) => ({
    provider: 'oauth2',
    token_url: `${originOf(app, wrongPath)}/token`,
    client_id: app.clientId,
    client_auth: 'client_secret_post',
    lost_answer: app.revokesFamilyOnReuse ? 'hold' : 'retry',
    ...clientSecretsAs('client_secret', secrets),
  }),
  recognise: (request, app) => ({
    ...dkn.recognise(request, app),
    pathFits: pathOf(request.url) === '/token',
  }),
  granted: (account, pair) =>
    json(200, {
      access_token: accessToken(account, pair),
      token_type: 'Bearer',
      expires_in: account.app.lifetimeSeconds,
      refresh_token: refreshToken(account, pair),
      ...(Number.isFinite(account.app.refreshLifetimeMs) && {
        refresh_token_expires_in: account.app.refreshLifetimeMs / 1_000,
      }),
    }),
  tokenRefused: json(400, { error: 'invalid_grant' }),
  clientRefused: json(401, { error: 'invalid_client' }),
  frozen: json(400, { error: 'unauthorized_client' }),
};

export const kii: Dialect = {
  provider: 'kii',
  codes: false,
  passwords: true,
  appSecret: (app, secrets, wrongPath) => ({
    provider: 'kii',
    app_id: secrets[0],
    site: 'jp',
    base_url: originOf(app, wrongPath),
  }),
  /** Nothing is secret here but the token: a wrong app id takes the place of a wrong client secret. */
  recognise: (request, app) => {
    const [, appId] = /^\/api\/apps\/([^/]+)\/oauth2\/token$/.exec(pathOf(request.url)) ?? [];
    const body = JSON.parse(request.body.reveal());
    return {
      asked: body.grant_type === 'password' ? 'login' : 'refresh',
      pathFits: appId !== undefined,
      clientFits: app.secrets.has(appId ?? ''),
    };
  },
  granted: (account, pair) =>
    json(200, {
      id: `subject-${account.index}`,
      access_token: accessToken(account, pair),
      expires_in: account.app.lifetimeSeconds,
      token_type: 'Bearer',
      refresh_token: refreshToken(account, pair),
    }),
  tokenRefused: json(403, {
    errorCode: 'WRONG_REFRESH_TOKEN',
    message: 'The provided refresh token is not valid',
  }),
  clientRefused: json(404, { errorCode: 'APP_NOT_FOUND', message: 'The application was not found' }),
  frozen: json(403, { errorCode: 'APP_DISABLED', message: 'The application is disabled' }),
};

const REFRESH_PATH = '/iocm/app/sec/v1.1.0/refreshToken';
const LOGIN_PATH = '/iocm/app/sec/v1.1.0/login';

export const huawei: Dialect = {
  provider: 'huawei',
  codes: false,
  passwords: false,
  appSecret: (app, secrets, wrongPath) => ({
    provider: 'huawei',
    app_id: app.clientId,
    base_url: originOf(app, wrongPath),
    client_certificate: '-----BEGIN CERTIFICATE-----',
    client_key: '-----BEGIN PRIVATE KEY-----',
    ...clientSecretsAs('secret', secrets),
  }),
  recognise: (request, app) => {
    const path = pathOf(request.url);
    const body = request.body.reveal();
    const isJson = header(request, 'Content-Type').startsWith('application/json');
    const fields = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    return {
      asked: path === LOGIN_PATH ? 'login' : 'refresh',
      pathFits: path === LOGIN_PATH || path === REFRESH_PATH,
      clientFits: fields.appId === app.clientId && app.secrets.has(fields.secret),
    };
  },
  granted: (account, pair) =>
    json(200, {
      accessToken: accessToken(account, pair),
      tokenType: 'bearer',
      refreshToken: refreshToken(account, pair),
      expiresIn: account.app.lifetimeSeconds,
      scope: 'default',
    }),
  tokenRefused: json(401, { error_code: '100208', error_desc: 'AppId or secret is not right.' }),
  clientRefused: json(401, { error_code: '100208', error_desc: 'AppId or secret is not right.' }),
  frozen: json(400, { error_code: '100247', error_desc: 'The application has been frozen.' }),
};
