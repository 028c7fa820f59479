import type { Asking } from '../dialect.ts';
import { basicCredentials, mediaType, readForm, readJsonObject, type WireRequest } from '../http/wire.ts';
import type { Apps } from '../state/apps.ts';
import type { Accounts } from './accounts.ts';
import type { KiiApp } from './app.ts';

const LEGACY_PATH = '/api/oauth2/token';
const APP_PATH = /^\/api\/apps\/([^/]+)\/oauth2\/token$/;
const JSON_TYPES = ['application/json', 'application/vnd.kii.oauthtokenrequest+json'];

export interface KiiAsking extends Asking {
  readonly registered: KiiApp | undefined;
  /** As the request itself claims it; `undefined` when it names no app, or two. */
  readonly appId: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>> | undefined;
  readonly grantType: unknown;
}

export const isTokenPath = (path: string): boolean => path === LEGACY_PATH || APP_PATH.test(path);

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const readParameters = (request: WireRequest): Readonly<Record<string, unknown>> | undefined => {
  if (JSON_TYPES.includes(mediaType(request))) return readJsonObject(request.body);
  return Object.fromEntries(readForm(request) ?? []);
};

/** The app that a request names in the way that its path wants. */
const namedApp = (request: WireRequest): string | undefined => {
  const [, inPath] = APP_PATH.exec(request.path) ?? [];
  if (inPath !== undefined) return basicCredentials(request)?.user === inPath ? inPath : undefined;
  return request.path === LEGACY_PATH ? text(request.headers['x-kii-appid']) : undefined;
};

/** On the older path the kind of login shows in what is presented, as the vendor's SDKs send it. */
const readGrantType = ({ path }: WireRequest, parameters: KiiAsking['parameters']): unknown => {
  const given = parameters?.grant_type;
  if (given !== undefined || path !== LEGACY_PATH) return given;
  if (parameters?.username !== undefined) return 'password';
  return parameters?.client_id === undefined ? undefined : 'client_credentials';
};

const ASKED: ReadonlyMap<unknown, KiiAsking['asked']> = new Map([
  ['refresh_token', 'refresh'],
  ['password', 'login'],
  ['client_credentials', 'login'],
]);

export const recogniseKii = (request: WireRequest, apps: Apps<KiiApp>, accounts: Accounts): KiiAsking => {
  const parameters = readParameters(request);
  const appId = namedApp(request);
  const registered = apps.withId(appId);
  const grantType = isTokenPath(request.path) ? readGrantType(request, parameters) : undefined;
  const asked = ASKED.get(grantType) ?? 'other';

  const principal = (): string | undefined => {
    if (!registered || asked !== 'login') return undefined;
    if (grantType === 'password')
      return accounts.withUsername(registered.name, parameters?.username)?.principal;
    const isAnonymous = parameters?.client_id === registered.id;
    return isAnonymous ? registered.anonymous : registered.admin;
  };
  return {
    request,
    registered,
    appId,
    parameters,
    grantType,
    app: registered?.name,
    asked,
    principal: principal(),
    refreshToken: asked === 'refresh' ? text(parameters?.refresh_token) : undefined,
  };
};
