import { type Cloud, type GrantWish, grantOf, type IssuedGrant } from './cloud.ts';
import { type CloudOptions, layFoundation } from './foundation.ts';
import { Accounts, type KiiAccount } from './kii/accounts.ts';
import { type KiiApp, type KiiAppWish, wishedApp } from './kii/app.ts';
import { kiiDialect } from './kii/dialect.ts';
import { runCloud } from './run-cloud.ts';
import { Apps } from './state/apps.ts';

/**
 * Kii Cloud. Paths, error codes and their status are those of the vendor's pages and SDKs; headers and the spacing of the
 * JSON are those of recorded replies. The app names itself, in a Basic header on the app's own path or in X-Kii-AppID on the
 * older one; only its administrator needs a client secret.
 *
 * @see https://docs.kii.com/en/guides/cloudsdk/rest/managing-users/login/sign-in/
 * @see https://docs.kii.com/en/guides/cloudsdk/rest/admin-features/
 * @see https://docs.kii.com/en/guides/cloudsdk/rest/anonymous/
 */

export type { KiiAppWish };

const PROVIDER = 'kii';

export interface KiiOptions extends CloudOptions {
  /** The app that the cloud starts with; unlike others it has refresh tokens. */
  readonly app?: KiiAppWish;
}

export interface KiiAppSecret {
  readonly provider: typeof PROVIDER;
  readonly app_id: string;
  readonly app_key: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly site: string;
  readonly base_url: string;
  readonly ca: string;
}

/** @default a user, active, with a made-up id and password, named as the principal */
export interface KiiAccountWish extends GrantWish {
  readonly thing?: boolean;
  /** What a login gives; a thing's begins with `VENDOR_THING_ID:`. */
  readonly username?: string;
  /** A new one kills the tokens of before. */
  readonly password?: string;
  /** Of one that is disabled no token opens anything; those that it has come back with it. */
  readonly state?: KiiAccount['state'];
}

/** What is needed to log in, and the id that replies then name. */
export interface KiiLogin {
  readonly username: string;
  readonly password: string;
  readonly subject: string;
}

export interface KiiCloud extends Cloud<KiiAppSecret, KiiAppWish> {
  /**
   * `thing`: the grant of a thing, whose id starts with `th.`, not of a user.
   *
   * @throws when the app has no refresh tokens
   */
  issueGrant(wish: GrantWish & { readonly thing?: boolean }): IssuedGrant & { readonly subject: string };
  /** Adds a user or thing, or changes what is wished of one that is there. */
  registerAccount(wish: KiiAccountWish): Promise<KiiLogin>;
  /** From now on the app's logins of this kind count as this principal's, in faults and history. */
  nameLogin(wish: GrantWish & { readonly as: 'admin' | 'anonymous' }): Promise<void>;
}

/** A Kii site on the loopback interface. */
export const startKii = async (options: KiiOptions): Promise<KiiCloud> => {
  const foundation = await layFoundation(options, {
    provider: PROVIDER,
    lifetimeSeconds: 3_600,
    accessToken: (random) => random.base64url(43),
    refreshToken: (random) => random.base64url(43),
  });
  const { store, random, keeping } = foundation;
  const apps = new Apps(await keeping.open<KiiApp>('apps'));
  const accounts = new Accounts(await keeping.open<KiiAccount>('accounts'), random);
  const cloud = await runCloud(options, foundation, kiiDialect(foundation, apps, accounts));

  const secretOf = (app: KiiApp): KiiAppSecret => ({
    provider: PROVIDER,
    app_id: app.id,
    app_key: app.appKey,
    client_id: app.clientId,
    client_secret: app.clientSecret,
    site: 'us',
    base_url: cloud.url,
    ca: options.authority.certificate,
  });

  const registerApp = async (name: string, wish: KiiAppWish = {}): Promise<KiiAppSecret> => {
    const app = wishedApp(name, wish, apps.find(name), random);
    apps.put(app);
    await keeping.saved();
    return secretOf(app);
  };

  const registerAccount = async (wish: KiiAccountWish): Promise<KiiLogin> => {
    const { principal, app = PROVIDER, ...wished } = wish;
    const owner = { principal, app: apps.named(app).name };
    const before = accounts.of(owner);
    const { username, password, id } = accounts.put(owner, wished);
    if (before && before.password !== password) store.revoke(owner);
    await keeping.saved();
    return { username, password, subject: id };
  };

  const isNew = apps.find(PROVIDER) === undefined;
  return {
    ...cloud,
    provider: PROVIDER,
    app: await registerApp(PROVIDER, { ...(isNew && { refreshTokens: true }), ...options.app }),
    registerApp,
    registerAccount,
    issueGrant: ({ principal, app = PROVIDER, thing = false }) => {
      const { name, refreshTokens } = apps.named(app);
      if (!refreshTokens) throw new Error(`the app "${name}" has refresh tokens switched off`);
      const owner = { app: name, principal };
      const subject = (accounts.of(owner) ?? accounts.put(owner, { thing })).id;
      return { ...grantOf(store.issue({ ...owner, subject })), subject };
    },
    nameLogin: async ({ principal, app = PROVIDER, as }) => {
      apps.put({ ...apps.named(app), [as]: principal });
      await keeping.saved();
    },
  };
};
