import { Apps } from './apps.ts';
import { type Cloud, type GrantWish, type IssuedGrant, runCloud } from './cloud.ts';
import { type Answer, type Asking, type Dialect, spoil } from './dialect.ts';
import type { Fault } from './faults.ts';
import { type CloudOptions, layFoundation } from './foundation.ts';
import { kiiError, kiiReply, refuseResource, wrongGrantType } from './kii-replies.ts';
import type { Random } from './random.ts';
import type { Pair } from './token-store.ts';
import { basicCredentials, mediaType, readForm, readJsonObject, type WireRequest } from './wire.ts';

/**
 * Kii Cloud. Paths, error codes and their status are those of the vendor's pages and SDKs; headers and the spacing of the
 * JSON are those of recorded replies. A refresh needs no client secret: the app names itself, in a Basic header on the app's
 * own path or in X-Kii-AppID on the older one.
 */

const PROVIDER = 'kii';
const LEGACY_PATH = '/api/oauth2/token';
const APP_PATH = /^\/api\/apps\/([^/]+)\/oauth2\/token$/;
const JSON_TYPES = ['application/json', 'application/vnd.kii.oauthtokenrequest+json'];

export interface KiiAppSecret {
  readonly provider: typeof PROVIDER;
  readonly app_id: string;
  readonly app_key: string;
  readonly site: string;
  readonly base_url: string;
  readonly ca: string;
}

/** @default made-up ones */
export interface KiiAppWish {
  readonly appId?: string;
  /** Kii does not check it any more. */
  readonly appKey?: string;
}

export interface KiiCloud extends Cloud<KiiAppSecret, KiiAppWish> {
  /** `thing`: the grant of a thing, whose id starts with `th.`, not of a user. */
  issueGrant(wish: GrantWish & { readonly thing?: boolean }): IssuedGrant & { readonly subject: string };
}

interface KiiApp {
  readonly name: string;
  /** The appID. */
  readonly id: string;
}

interface KiiAsking extends Asking {
  readonly registered: KiiApp | undefined;
  /** As the request itself claims it; `undefined` when it names no app, or two. */
  readonly appId: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>> | undefined;
}

const readParameters = (request: WireRequest): Readonly<Record<string, unknown>> | undefined => {
  if (JSON_TYPES.includes(mediaType(request))) return readJsonObject(request.body);
  return Object.fromEntries(readForm(request) ?? []);
};

/** The app that a request names in the way that its path wants. */
const namedApp = (request: WireRequest): string | undefined => {
  const [, inPath] = APP_PATH.exec(request.path) ?? [];
  if (inPath !== undefined) return basicCredentials(request)?.user === inPath ? inPath : undefined;
  const header = request.headers['x-kii-appid'];
  return request.path === LEGACY_PATH && typeof header === 'string' && header !== '' ? header : undefined;
};

const isTokenPath = (path: string): boolean => path === LEGACY_PATH || APP_PATH.test(path);

const madeUpSubject = (random: Random, thing: boolean): string => {
  const groups = [12, 4, 4, 4, 12].map((length) => random.hex(length)).join('-');
  return thing ? `th.${groups}` : groups;
};

/** A Kii site on a free port of the loopback interface. */
export const startKii = async (options: CloudOptions): Promise<KiiCloud> => {
  const foundation = layFoundation(options, {
    lifetimeSeconds: 3_600,
    accessToken: (random) => random.base64url(43),
    refreshToken: (random) => random.base64url(43),
  });
  const { store, random, lifetimeSeconds } = foundation;
  const apps = new Apps<KiiApp>();

  const recognise = (request: WireRequest): KiiAsking => {
    const parameters = readParameters(request);
    const appId = namedApp(request);
    const registered = apps.withId(appId);
    const refreshing = isTokenPath(request.path) && parameters?.grant_type === 'refresh_token';
    const token = parameters?.refresh_token;
    return {
      request,
      registered,
      appId,
      parameters,
      app: registered?.name,
      asked: refreshing ? 'refresh' : 'other',
      refreshToken: refreshing && typeof token === 'string' ? token : undefined,
    };
  };

  const grant = (pair: Pair, fault: Fault | undefined): Answer => {
    const fields = {
      id: pair.subject,
      access_token: pair.accessToken,
      expires_in: lifetimeSeconds,
      token_type: 'Bearer',
      refresh_token: pair.refreshToken,
    };
    const names = { accessToken: 'access_token', tokenType: 'token_type' };
    const headers = { 'Cache-Control': 'max-age=0, no-cache, no-store' };
    return { granted: pair, reply: kiiReply(200, spoil(fields, names, fault), headers) };
  };

  const answer: Dialect<KiiAsking>['answer'] = (asking, presentation, fault) => {
    const { request, registered, appId, parameters } = asking;
    if (!isTokenPath(request.path)) return kiiError(404, 'NOT_FOUND');
    if (request.method !== 'POST') return kiiError(405, 'METHOD_NOT_ALLOWED');
    if (appId === undefined) return kiiError(401, 'UNAUTHORIZED');
    if (!registered)
      return kiiError(404, 'APP_NOT_FOUND', { message: 'The application was not found', appID: appId });
    if (fault?.kind === 'frozen')
      return kiiError(403, 'APP_DISABLED', { message: 'The application is disabled' });
    if (!parameters) return kiiError(400, 'INVALID_JSON');
    if (asking.asked !== 'refresh') return wrongGrantType();
    if (asking.refreshToken === undefined)
      return kiiError(400, 'INVALID_INPUT_DATA', {
        message: 'There are validation errors: refresh_token - Required. ',
        invalidFields: { refresh_token: 'Required' },
      });
    const pair = presentation?.pair.app === registered.name ? store.refresh(presentation) : undefined;
    if (!pair)
      return kiiError(403, 'WRONG_REFRESH_TOKEN', { message: 'The provided refresh token is not valid' });
    return grant(pair, fault);
  };

  const cloud = await runCloud(options, foundation, {
    unknownFaults: ['secret-changed'],
    recognise,
    answer,
    refuseResource,
  });

  const registerApp = async (name: string, wish: KiiAppWish = {}): Promise<KiiAppSecret> => {
    const app = { name, id: wish.appId ?? random.hex(8) };
    apps.add(app);
    return {
      provider: PROVIDER,
      app_id: app.id,
      app_key: wish.appKey ?? random.hex(32),
      site: 'us',
      base_url: cloud.url,
      ca: options.authority.certificate,
    };
  };

  return {
    ...cloud,
    provider: PROVIDER,
    app: await registerApp(PROVIDER),
    registerApp,
    issueGrant: ({ principal, app = PROVIDER, thing = false }) => {
      const subject = madeUpSubject(random, thing);
      const pair = store.issue({ app: apps.named(app).name, principal, subject });
      return { refreshToken: pair.refreshToken, accessToken: pair.accessToken, subject };
    },
  };
};
