import { type Confidential, confidential } from '../confidential.ts';
import { loginBeside, type Presentable } from '../tokens.ts';
import {
  addressAt,
  baseUrl,
  checkFields,
  listOf,
  oneOf,
  text,
  trustOf,
  warningsOn,
  wholeSeconds,
} from './app-schema.ts';
import { askedByGrantType, requestField } from './asked.ts';
import { CannotAskError } from './cannot-ask-error.ts';
import { kiiDialect } from './kii-dialect.ts';
import type { App, Protocol } from './protocol.ts';
import { readReply } from './reading.ts';
import { basicAuthorization, JSON_TYPE, jsonBody } from './wire.ts';

const PROVIDER = 'kii';
const ADMIN = 'admin';
const ANONYMOUS = 'anonymous';

/** An app lives in one region; asked elsewhere it is not found. */
const ORIGINS = {
  us: 'https://api.kii.com',
  jp: 'https://api-jp.kii.com',
  sg: 'https://api-sg.kii.com',
  eu: 'https://api-eu.kii.com',
  cn2: 'https://api-cn2.kii.com',
  cn3: 'https://api-cn3.kii.com',
} as const;
const SITES = ['us', 'jp', 'sg', 'eu', 'cn2', 'cn3'] as const;

/** The cloud wants a user name and password but looks at the first alone. */
const ANY_KEY = 'anything';

/** The app's own path, or the one for all apps of a site that the cloud keeps for old clients. */
const PATHS = ['app', 'legacy'] as const;
const LEGACY_TYPE = 'application/vnd.kii.OauthTokenRequest+json';

export interface KiiApp extends App {
  readonly tokenUrl: string;
  readonly path: (typeof PATHS)[number];
  readonly appId: string;
  readonly appKey: Confidential;
  /** Of the app's administrator; nothing else needs them. */
  readonly client?: { readonly id: string; readonly secret: Confidential };
  /** Seconds that an access token is asked to live; absent, the app's own setting holds. */
  readonly tokenLifetime?: number;
}

/** It stands in a path and before the colon of a Basic header. */
const appId = text.refine((value) => /^\w[\w.-]*$/.test(value), {
  error: 'must hold only letters, digits, ".", "_" and "-"',
});

/** It can stand in a header of its own. */
const appKey = text.refine((value) => /^[\x21-\x7e]+$/.test(value), {
  error: 'must hold only visible ASCII characters',
});

const shape = {
  app_id: appId,
  app_key: appKey.optional(),
  site: oneOf(SITES),
  base_url: baseUrl.optional(),
  token_path: oneOf(PATHS).default('app'),
  token_lifetime: wholeSeconds.optional(),
  client_id: text.optional(),
  client_secret: text.optional(),
  client_secrets: listOf(text).optional(),
};

/** The vendor's pages end the base address in `/api`; ours stands before the whole path. */
const originOf = (base: string): string => base.replace(/\/+$/, '').replace(/\/api$/, '');

/**
 * Kii Cloud: the OAuth endpoint below the app's own path, where Basic names the app. Users and things log in with a
 * password, the app's administrator with client id and secret, and nobody in particular with the app alone.
 *
 * @see https://docs.kii.com/en/guides/cloudsdk/rest/admin-features/
 * @see https://docs.kii.com/en/guides/cloudsdk/rest/anonymous/
 */
export const kii: Protocol<KiiApp> = {
  provider: PROVIDER,
  tokensPerApp: 'many',
  concurrency: 8,
  defaultLifetimeSeconds: kiiDialect.defaultLifetimeSeconds,
  grants: ['refresh_token', 'password', 'login'],
  logins: [ADMIN, ANONYMOUS],
  authorizes: 'password',
  reauthorize:
    'Have the user or thing sign in to the app again, with refresh tokens turned on there, then enrol the principal with the new refresh token, or with its password; where the administrator logs in, correct client_id and client_secret in the app secret.',

  readApp: (secret) => {
    const checked = checkFields(PROVIDER, shape, secret);
    if (!checked.ok) return { ok: false, problems: checked.problems };
    const { fields } = checked;
    const appWith = (clientSecret?: string): KiiApp => ({
      provider: PROVIDER,
      tls: trustOf(fields),
      tokenUrl: addressAt(
        originOf(fields.base_url ?? ORIGINS[fields.site]),
        fields.token_path === 'app' ? `/api/apps/${fields.app_id}/oauth2/token` : '/api/oauth2/token',
      ),
      path: fields.token_path,
      appId: fields.app_id,
      appKey: confidential(fields.app_key ?? ANY_KEY),
      ...(fields.client_id !== undefined &&
        clientSecret !== undefined && {
          client: { id: fields.client_id, secret: confidential(clientSecret) },
        }),
      ...(fields.token_lifetime !== undefined && { tokenLifetime: fields.token_lifetime }),
    });
    const [first = fields.client_secret, ...others] = fields.client_secrets ?? [];
    return {
      ok: true,
      apps: [appWith(first), ...others.map(appWith)],
      warnings: warningsOn(secret, checked.known),
    };
  },

  tokenUrl: (app) => app.tokenUrl,
  afterLostAnswer: () => 'retry',
  fallback: loginBeside,
  lacks: (grant, app) =>
    grant.kind === 'login' && clientOf(app, grant.as) === undefined
      ? {
          field: 'client_id',
          remedy: 'and client_secret must be there: the administrator logs in with them',
        }
      : undefined,

  ask: (grant, app, askedAt) => ({
    asked: grant.kind === 'refresh_token' ? 'refresh' : 'login',
    url: app.tokenUrl,
    headers: { Accept: JSON_TYPE, ...identityOf(app) },
    body: jsonBody({
      ...presentation(grant, app),
      ...(app.tokenLifetime !== undefined && { expiresAt: askedAt + app.tokenLifetime * 1_000 }),
    }),
  }),

  read: (asked, reply) => readReply(kiiDialect, asked, reply),

  /** The older interface wants no grant type with credentials. */
  askedBy: (_path, body) =>
    requestField(body, 'grant_type') === undefined &&
    ['password', 'client_secret'].some((name) => requestField(body, name) !== undefined)
      ? 'login'
      : askedByGrantType(body),
};

/** Which app asks. */
const identityOf = ({ path, appId, appKey }: KiiApp): Readonly<Record<string, string | Confidential>> =>
  path === 'app'
    ? { 'Content-Type': JSON_TYPE, Authorization: basicAuthorization(appId, appKey.reveal()) }
    : { 'Content-Type': LEGACY_TYPE, 'X-Kii-AppID': appId, 'X-Kii-AppKey': appKey };

/** Things are users to this endpoint, by the name `VENDOR_THING_ID:...`. */
const presentation = (grant: Presentable, app: KiiApp): Record<string, string> => {
  switch (grant.kind) {
    case 'refresh_token':
      return { grant_type: 'refresh_token', refresh_token: grant.refreshToken.reveal() };
    case 'password':
      return { grant_type: 'password', username: grant.username, password: grant.password.reveal() };
    case 'login': {
      const client = clientOf(app, grant.as);
      if (client === undefined) throw new CannotAskError(PROVIDER, grant.kind);
      return {
        grant_type: 'client_credentials',
        client_id: client.id,
        client_secret: client.secret.reveal(),
      };
    }
    default:
      throw new CannotAskError(PROVIDER, grant.kind);
  }
};

/** An anonymous login is the app itself as client. Neither login ever stands in for the other, nor for one of another name. */
const clientOf = ({ appId, appKey, client }: KiiApp, as = ADMIN): KiiApp['client'] => {
  if (as === ANONYMOUS) return { id: appId, secret: appKey };
  return as === ADMIN ? client : undefined;
};
