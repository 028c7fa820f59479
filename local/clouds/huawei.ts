import { Apps } from './apps.ts';
import type { Authority } from './authority.ts';
import { type Cloud, runCloud } from './cloud.ts';
import { type Answer, type Asking, type Dialect, refusal, spoil, wantedSecret } from './dialect.ts';
import type { Fault } from './faults.ts';
import { type CloudOptions, layFoundation } from './foundation.ts';
import { Throttle } from './throttle.ts';
import type { Pair } from './token-store.ts';
import {
  jsonReply,
  mediaType,
  nginxPage,
  readForm,
  readJsonObject,
  type WireReply,
  type WireRequest,
} from './wire.ts';

/**
 * Huawei OceanConnect, northbound. Paths, bodies and codes are those of the vendor's documents and of recorded replies; the
 * login is a form, the refresh is JSON, and an app holds one live access token. Where the documents are silent the stricter
 * reading is taken: a refresh token dies when it is used or when the app logs in again, and lives for 24 hours, not a month.
 */

const PROVIDER = 'huawei';
const LOGIN_PATH = '/iocm/app/sec/v1.1.0/login';
const REFRESH_PATH = '/iocm/app/sec/v1.1.0/refreshToken';
const REFRESH_LIFETIME_SECONDS = 24 * 3_600;
const CALLS_PER_MINUTE = { calls: 100, perMs: 60_000 };

export interface HuaweiOptions extends CloudOptions {
  /**
   * How a client without a trusted certificate is turned away: by the TLS handshake, or by the page of a reverse proxy.
   * @default 'handshake'
   */
  readonly withoutCertificate?: 'handshake' | 'page';
}

export interface HuaweiAppSecret {
  readonly provider: typeof PROVIDER;
  readonly app_id: string;
  readonly secret: string;
  readonly base_url: string;
  readonly ca: string;
  readonly client_certificate: string;
  readonly client_key: string;
  /** Only when the server's certificate lacks the address in `base_url`. */
  readonly server_name?: string;
}

/** @default made-up ones of 28 letters and digits */
export interface HuaweiAppWish {
  readonly appId?: string;
  readonly secret?: string;
}

export type HuaweiCloud = Cloud<HuaweiAppSecret, HuaweiAppWish>;

interface HuaweiApp {
  readonly name: string;
  /** The appId. */
  readonly id: string;
  readonly secret: string;
}

interface HuaweiAsking extends Asking {
  readonly registered: HuaweiApp | undefined;
  /** As they came; `undefined` where the body is not what the path wants. */
  readonly appId: unknown;
  readonly secret: unknown;
  readonly refresh: unknown;
}

const platformError = (status: number, code: string, description: string): Answer =>
  refusal(jsonReply(status, { error_code: code, error_desc: description }));

const parameterMissing = () =>
  platformError(400, '102202', 'One or more mandatory parameters are null or empty.');
const parameterInvalid = () => platformError(400, '50400', 'An input parameter is invalid.');
const notRight = () => platformError(401, '100208', 'AppId or secret is not right.');
const frozen = () => platformError(400, '100247', 'Operation not allowed. The application has been frozen.');
const throttled = () => platformError(403, '1010009', 'app throttle exceed.');

const refuseResource = (): WireReply =>
  jsonReply(403, { resultcode: '1010005', resultmsg: 'Invalid access token or appId.' });

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The parameters that a path wants, from the one kind of body that it takes. */
const readParameters = (request: WireRequest): Readonly<Record<string, unknown>> => {
  if (request.path === LOGIN_PATH) return Object.fromEntries(readForm(request) ?? []);
  return (mediaType(request) === 'application/json' && readJsonObject(request.body)) || {};
};

const clientTls = (authority: Authority, withoutCertificate: HuaweiOptions['withoutCertificate']) => ({
  ca: authority.certificate,
  requestCert: true,
  rejectUnauthorized: withoutCertificate !== 'page',
});

/** An OceanConnect platform on a free port of the loopback interface; it wants client certificates. */
export const startHuawei = async (options: HuaweiOptions): Promise<HuaweiCloud> => {
  const foundation = layFoundation(options, {
    lifetimeSeconds: 3_600,
    refreshLifetimeSeconds: REFRESH_LIFETIME_SECONDS,
    // Recorded tokens are 29 to 32 digits long.
    accessToken: (random) => random.hex(29 + random.below(4)),
    refreshToken: (random) => random.hex(29 + random.below(4)),
  });
  const { clock, store, random, lifetimeSeconds } = foundation;
  const throttle = new Throttle(CALLS_PER_MINUTE, clock);
  const apps = new Apps<HuaweiApp>();
  /** App by app, whom its one token speaks for. @default the app's own name */
  const principals = new Map<string, string>();
  const principalOf = (app: HuaweiApp): string => principals.get(app.name) ?? app.name;

  const recognise = (request: WireRequest): HuaweiAsking => {
    const { appId, secret, refreshToken } = readParameters(request);
    const registered = apps.withId(text(appId));
    const refreshing = request.path === REFRESH_PATH;
    return {
      request,
      registered,
      appId,
      secret,
      refresh: refreshToken,
      app: registered?.name,
      principal: registered && principalOf(registered),
      asked: refreshing ? 'refresh' : request.path === LOGIN_PATH ? 'login' : 'other',
      refreshToken: refreshing ? text(refreshToken) : undefined,
    };
  };

  const grant = (pair: Pair, fault: Fault | undefined): Answer => {
    const fields = {
      accessToken: pair.accessToken,
      tokenType: 'bearer',
      refreshToken: pair.refreshToken,
      expiresIn: lifetimeSeconds,
      scope: 'default',
    };
    const names = { accessToken: 'accessToken', tokenType: 'tokenType' };
    return { granted: pair, reply: jsonReply(200, spoil(fields, names, fault)) };
  };

  /** Only the newest access token of an app is valid, so whatever came before dies. */
  const logIn = (app: HuaweiApp): Pair => {
    store.revoke({ app: app.name });
    return store.issue({ app: app.name, principal: principalOf(app) });
  };

  const answer: Dialect<HuaweiAsking>['answer'] = (asking, presentation, fault) => {
    const { request, asked, registered } = asking;
    if (request.clientCertificate === 'absent')
      return refusal(nginxPage(400, 'Bad Request', 'No required SSL certificate was sent'));
    if (request.clientCertificate === 'foreign')
      return refusal(nginxPage(400, 'Bad Request', 'The SSL certificate error'));
    if (asked === 'other') return refusal(nginxPage(404, 'Not Found'));
    if (request.method !== 'POST') return refusal(nginxPage(405, 'Not Allowed'));

    const mandatory = [asking.appId, asking.secret, ...(asked === 'refresh' ? [asking.refresh] : [])];
    if (mandatory.some((value) => value === undefined || value === null || value === ''))
      return parameterMissing();
    if (mandatory.some((value) => typeof value !== 'string')) return parameterInvalid();
    if (!registered) return notRight();
    if (!throttle.admits(registered.name)) return throttled();
    if (asking.secret !== wantedSecret(registered.secret, fault)) return notRight();
    if (fault?.kind === 'frozen') return frozen();

    if (asked === 'login') return grant(logIn(registered), fault);
    const pair = presentation?.pair.app === registered.name ? store.refresh(presentation) : undefined;
    return pair ? grant(pair, fault) : notRight();
  };

  const dialect = { unknownFaults: [], recognise, answer, refuseResource };
  const cloud = await runCloud(
    options,
    foundation,
    dialect,
    clientTls(options.authority, options.withoutCertificate),
  );

  const registerApp = async (name: string, wish: HuaweiAppWish = {}): Promise<HuaweiAppSecret> => {
    const app = {
      name,
      id: wish.appId ?? random.alphanumeric(28),
      secret: wish.secret ?? random.alphanumeric(28),
    };
    apps.add(app);
    const client = await options.authority.issue({ commonName: name, client: true });
    const serverName = options.names?.includes('127.0.0.1') === false ? options.names[0] : undefined;
    return {
      provider: PROVIDER,
      app_id: app.id,
      secret: app.secret,
      base_url: cloud.url,
      ca: options.authority.certificate,
      client_certificate: client.certificate,
      client_key: client.key,
      ...(serverName === undefined ? {} : { server_name: serverName }),
    };
  };

  return {
    ...cloud,
    provider: PROVIDER,
    app: await registerApp(PROVIDER),
    registerApp,
    issueGrant: ({ principal, app = PROVIDER }) => {
      const registered = apps.named(app);
      principals.set(registered.name, principal);
      const { refreshToken, accessToken } = logIn(registered);
      return { refreshToken, accessToken };
    },
  };
};
