import { type Answer, type Dialect, wantedSecret } from '../dialect.ts';
import type { Fault } from '../faults.ts';
import type { Foundation } from '../foundation.ts';
import type { Apps } from '../state/apps.ts';
import { longest } from '../state/lifetime.ts';
import type { Pair, Presentation } from '../state/pair.ts';
import { type Accounts, madeUpId } from './accounts.ts';
import type { KiiApp } from './app.ts';
import { askedLifetime } from './expiry.ts';
import {
  accountRefused,
  appDisabled,
  appNotFound,
  granted,
  invalidField,
  invalidJson,
  refuseResource,
  unauthorized,
  wrongGrantType,
  wrongMethod,
  wrongPassword,
  wrongPath,
  wrongRefreshToken,
} from './replies.ts';
import { isTokenPath, type KiiAsking, recogniseKii, text } from './request.ts';

/** A request whose app is known and enabled. */
interface Case {
  readonly app: KiiApp;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly presentation: Presentation | undefined;
  /** As `expiresAt` asks. */
  readonly lifetimeSeconds: number | undefined;
  readonly fault: Fault | undefined;
}

export const kiiDialect = (
  foundation: Foundation,
  apps: Apps<KiiApp>,
  accounts: Accounts,
): Dialect<KiiAsking> => {
  const { store, clock, random, lifetime } = foundation;
  const grant = (pair: Pair, fault: Fault | undefined) =>
    granted(pair, fault, () => accounts.anotherId(pair));

  const refresh = ({ app, parameters, presentation, lifetimeSeconds, fault }: Case): Answer => {
    if (!app.refreshTokens) return wrongGrantType();
    if (text(parameters.refresh_token) === undefined) return invalidField('refresh_token', 'Required');
    if (presentation?.pair.app !== app.name) return wrongRefreshToken();
    const account = accounts.of(presentation.pair);
    const refused = account && accountRefused(account);
    if (refused) return refused;
    const pair = store.refresh(presentation, { lifetimeSeconds });
    return pair ? grant(pair, fault) : wrongRefreshToken();
  };

  /** A name that never was gets the words of a wrong password; an account that is gone is told to be gone. */
  const signIn = ({ app, parameters, lifetimeSeconds, fault }: Case): Answer => {
    const missing = ['username', 'password'].find((field) => text(parameters[field]) === undefined);
    if (missing) return invalidField(missing, 'Required');
    const account = accounts.withUsername(app.name, parameters.username);
    if (!account || account.password !== parameters.password) return wrongPassword();
    const { principal, id: subject } = account;
    const wish = { lifetimeSeconds, refreshable: app.refreshTokens };
    return accountRefused(account) ?? grant(store.issue({ app: app.name, principal, subject }, wish), fault);
  };

  /**
   * The administrator with client id and secret; anonymous with the app's id and whatever secret. Neither gets a refresh
   * token: the vendor's pages promise one to users that log in. Whose id such a reply tells, they leave open.
   */
  const logIn = ({ app, parameters, lifetimeSeconds, fault }: Case): Answer => {
    const missing = ['client_id', 'client_secret'].find((field) => text(parameters[field]) === undefined);
    if (missing) return invalidField(missing, 'Required');
    const anonymous = parameters.client_id === app.id;
    const isAdmin =
      parameters.client_id === app.clientId &&
      parameters.client_secret === wantedSecret(app.clientSecret, fault);
    if (!anonymous && !isAdmin) return unauthorized();
    const owner = {
      app: app.name,
      principal: anonymous ? app.anonymous : app.admin,
      subject: madeUpId(random, false),
    };
    return grant(store.issue(owner, { lifetimeSeconds, refreshable: false }), fault);
  };

  const answer: Dialect<KiiAsking>['answer'] = (asking, presentation, fault) => {
    const { request, registered: app, appId, parameters, grantType } = asking;
    if (!isTokenPath(request.path)) return wrongPath();
    if (request.method !== 'POST') return wrongMethod();
    if (appId === undefined) return unauthorized();
    if (!app) return appNotFound(appId);
    if (fault?.kind === 'frozen') return appDisabled();
    if (!parameters) return invalidJson();
    if (grantType === undefined) return invalidField('grant_type', 'Required');
    if (asking.asked === 'other') return wrongGrantType();

    const most = app.maximumLifetimeSeconds ?? longest(lifetime);
    const lifetimeSeconds = askedLifetime(parameters.expiresAt, clock(), most);
    if (lifetimeSeconds === 'invalid') return invalidField('expiresAt', 'Invalid value');
    const one = { app, parameters, presentation, lifetimeSeconds, fault };
    if (grantType === 'refresh_token') return refresh(one);
    return grantType === 'password' ? signIn(one) : logIn(one);
  };

  return {
    unknownFaults: [],
    recognise: (request) => recogniseKii(request, apps, accounts),
    answer,
    opens: (pair) => (accounts.of(pair)?.state ?? 'active') === 'active',
    refuseResource,
  };
};
