import type { Authority } from './authority.ts';
import { type Cloud, type GrantWish, grantOf } from './cloud.ts';
import { type CloudOptions, layFoundation } from './foundation.ts';
import { type HuaweiApp, huaweiDialect, logIn } from './huawei/dialect.ts';
import { runCloud } from './run-cloud.ts';
import { Apps } from './state/apps.ts';

/**
 * Huawei OceanConnect, northbound. Paths, bodies and codes are those of the vendor's documents and of recorded replies; the
 * login is a form, the refresh is JSON, and an app holds one live access token. Where the documents are silent the stricter
 * reading is taken: a refresh token dies when it is used or when the app logs in again, and lives for 24 hours, not a month.
 */

const PROVIDER = 'huawei';
const REFRESH_LIFETIME_SECONDS = 24 * 3_600;

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

export interface HuaweiCloud extends Cloud<HuaweiAppSecret, HuaweiAppWish> {
  /** From now on the app's logins count as this principal's, in faults and history; so they do after a grant was issued. */
  nameLogin(wish: GrantWish): Promise<void>;
}

const clientTls = (authority: Authority, withoutCertificate: HuaweiOptions['withoutCertificate']) => ({
  ca: authority.certificate,
  requestCert: true,
  rejectUnauthorized: withoutCertificate !== 'page',
});

/** An OceanConnect platform on the loopback interface; it wants client certificates. */
export const startHuawei = async (options: HuaweiOptions): Promise<HuaweiCloud> => {
  const { authority } = options;
  const foundation = await layFoundation(options, {
    provider: PROVIDER,
    lifetimeSeconds: 3_600,
    refreshLifetimeSeconds: REFRESH_LIFETIME_SECONDS,
    // Recorded tokens are 29 to 32 digits long.
    accessToken: (random) => random.hex(29 + random.below(4)),
    refreshToken: (random) => random.hex(29 + random.below(4)),
  });
  const { random, keeping } = foundation;
  const apps = new Apps(await keeping.open<HuaweiApp>('apps'));
  const cloud = await runCloud(
    options,
    foundation,
    huaweiDialect(foundation, apps),
    clientTls(authority, options.withoutCertificate),
  );

  const secretOf = (app: HuaweiApp): HuaweiAppSecret => {
    const serverName = options.names?.includes('127.0.0.1') === false ? options.names[0] : undefined;
    return {
      provider: PROVIDER,
      app_id: app.id,
      secret: app.secret,
      base_url: cloud.url,
      ca: authority.certificate,
      client_certificate: app.certificate,
      client_key: app.key,
      ...(serverName === undefined ? {} : { server_name: serverName }),
    };
  };

  const registerApp = async (name: string, wish: HuaweiAppWish = {}): Promise<HuaweiAppSecret> => {
    const known = apps.find(name);
    const app = {
      name,
      principal: name,
      ...(known ?? (await authority.issue({ commonName: name, client: true }))),
      id: wish.appId ?? known?.id ?? random.alphanumeric(28),
      secret: wish.secret ?? known?.secret ?? random.alphanumeric(28),
    };
    apps.put(app);
    await keeping.saved();
    return secretOf(app);
  };

  const named = ({ principal, app = PROVIDER }: GrantWish): HuaweiApp => {
    const renamed = { ...apps.named(app), principal };
    apps.put(renamed);
    return renamed;
  };

  return {
    ...cloud,
    provider: PROVIDER,
    app: await registerApp(PROVIDER),
    registerApp,
    issueGrant: (wish) => grantOf(logIn(foundation, named(wish))),
    nameLogin: async (wish) => {
      named(wish);
      await keeping.saved();
    },
  };
};
