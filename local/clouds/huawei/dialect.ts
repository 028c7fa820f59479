import { type Asking, type Dialect, wantedSecret } from '../dialect.ts';
import type { Foundation } from '../foundation.ts';
import { mediaType, readForm, readJsonObject, type WireRequest } from '../http/wire.ts';
import type { Apps } from '../state/apps.ts';
import type { Pair } from '../state/pair.ts';
import { Throttle } from '../state/throttle.ts';
import {
  foreignCertificate,
  frozen,
  granted,
  noCertificate,
  notRight,
  parameterInvalid,
  parameterMissing,
  refuseResource,
  throttled,
  wrongMethod,
  wrongPath,
} from './replies.ts';

const LOGIN_PATH = '/iocm/app/sec/v1.1.0/login';
const REFRESH_PATH = '/iocm/app/sec/v1.1.0/refreshToken';
const CALLS_PER_MINUTE = { calls: 100, perMs: 60_000 };

export interface HuaweiApp {
  readonly name: string;
  /** The appId. */
  readonly id: string;
  readonly secret: string;
  /** Whom its one token speaks for. */
  readonly principal: string;
  /** Of its client, for mutual TLS; PEM. */
  readonly certificate: string;
  readonly key: string;
}

interface HuaweiAsking extends Asking {
  readonly registered: HuaweiApp | undefined;
  /** As they came; `undefined` where the body is not what the path wants. */
  readonly appId: unknown;
  readonly secret: unknown;
  readonly refresh: unknown;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The parameters that a path wants, from the one kind of body that it takes. */
const readParameters = (request: WireRequest): Readonly<Record<string, unknown>> => {
  if (request.path === LOGIN_PATH) return Object.fromEntries(readForm(request) ?? []);
  return (mediaType(request) === 'application/json' && readJsonObject(request.body)) || {};
};

/** Only the newest access token of an app is valid, so whatever came before dies. */
export const logIn = ({ store }: Foundation, { name, principal }: HuaweiApp): Pair => {
  store.revoke({ app: name });
  return store.issue({ app: name, principal });
};

export const huaweiDialect = (foundation: Foundation, apps: Apps<HuaweiApp>): Dialect<HuaweiAsking> => {
  const { clock, store } = foundation;
  const throttle = new Throttle(CALLS_PER_MINUTE, clock);

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
      principal: registered?.principal,
      asked: refreshing ? 'refresh' : request.path === LOGIN_PATH ? 'login' : 'other',
      refreshToken: refreshing ? text(refreshToken) : undefined,
    };
  };

  const answer: Dialect<HuaweiAsking>['answer'] = (asking, presentation, fault) => {
    const { request, asked, registered } = asking;
    if (request.clientCertificate === 'absent') return noCertificate();
    if (request.clientCertificate === 'foreign') return foreignCertificate();
    if (asked === 'other') return wrongPath();
    if (request.method !== 'POST') return wrongMethod();

    const mandatory = [asking.appId, asking.secret, ...(asked === 'refresh' ? [asking.refresh] : [])];
    if (mandatory.some((value) => value === undefined || value === null || value === ''))
      return parameterMissing();
    if (mandatory.some((value) => typeof value !== 'string')) return parameterInvalid();
    if (!registered) return notRight();
    if (!throttle.admits(registered.name)) return throttled();
    if (asking.secret !== wantedSecret(registered.secret, fault)) return notRight();
    if (fault?.kind === 'frozen') return frozen();

    if (asked === 'login') return granted(logIn(foundation, registered), fault);
    const pair = presentation?.pair.app === registered.name ? store.refresh(presentation) : undefined;
    return pair ? granted(pair, fault) : notRight();
  };

  return { unknownFaults: ['wrong-subject'], recognise, answer, refuseResource };
};
