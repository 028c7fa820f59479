import type { Authority } from '../../../local/clouds/authority.ts';
import type { Cloud } from '../../../local/clouds/cloud.ts';
import { startDkn } from '../../../local/clouds/dkn.ts';
import type { CloudOptions } from '../../../local/clouds/foundation.ts';
import { startHuawei } from '../../../local/clouds/huawei.ts';
import { startKii } from '../../../local/clouds/kii.ts';
import { startOauth2 } from '../../../local/clouds/oauth2.ts';
import { ask, FORM, form, type Heard, JSON_BODY } from './ask.ts';

/** A running cloud, and how a client of its first app asks it. */
export interface Asked {
  readonly cloud: Cloud<object, object>;
  refresh(refreshToken: string): Promise<Heard>;
  me(accessToken: string): Promise<Heard>;
}

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly lifetime: unknown;
}

/** Whatever the cloud's spelling. */
export const tokensIn = (heard: Heard): Tokens => {
  const fields = heard.json();
  return {
    access: String(fields.access_token ?? fields.accessToken),
    refresh: String(fields.refresh_token ?? fields.refreshToken),
    lifetime: fields.expires_in ?? fields.expiresIn,
  };
};

const basic = (user: string, password: string) => ({
  Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

const me = (
  { resourceUrl: url }: Cloud<object, object>,
  { certificate: ca }: Authority,
  accessToken: string,
  identity: { cert?: string; key?: string } = {},
): Promise<Heard> =>
  ask({ url, method: 'GET', ca, headers: { Authorization: `Bearer ${accessToken}` }, ...identity });

type Start = (options: CloudOptions) => Promise<Asked>;

export const EVERY_CLOUD: Readonly<Record<'dkn' | 'huawei' | 'kii' | 'oauth2', Start>> = {
  async dkn(options) {
    const cloud = await startDkn(options);
    const { client_id, client_secret, ca, base_url } = cloud.app;
    return {
      cloud,
      refresh: (refresh_token) =>
        ask({
          url: `${base_url}/api/v1/open/oauth2/token`,
          ca,
          headers: FORM,
          body: form({ grant_type: 'refresh_token', client_id, client_secret, refresh_token }),
        }),
      me: (token) => me(cloud, options.authority, token),
    };
  },
  async huawei(options) {
    const cloud = await startHuawei(options);
    const { app_id: appId, secret, ca, base_url, client_certificate: cert, client_key: key } = cloud.app;
    return {
      cloud,
      refresh: (refreshToken) =>
        ask({
          url: `${base_url}/iocm/app/sec/v1.1.0/refreshToken`,
          ca,
          cert,
          key,
          headers: JSON_BODY,
          body: JSON.stringify({ appId, secret, refreshToken }),
        }),
      me: (token) => me(cloud, options.authority, token, { cert, key }),
    };
  },
  async kii(options) {
    const cloud = await startKii(options);
    const { app_id, ca, base_url } = cloud.app;
    return {
      cloud,
      refresh: (refresh_token) =>
        ask({
          url: `${base_url}/api/apps/${app_id}/oauth2/token`,
          ca,
          headers: { ...JSON_BODY, ...basic(app_id, 'x') },
          body: JSON.stringify({ grant_type: 'refresh_token', refresh_token }),
        }),
      me: (token) => me(cloud, options.authority, token),
    };
  },
  async oauth2(options) {
    const cloud = await startOauth2(options);
    const { client_id, client_secret, ca, token_url } = cloud.app;
    const encoded = [client_id, client_secret].map((text) => form({ '': text }).slice(1));
    return {
      cloud,
      refresh: (refresh_token) =>
        ask({
          url: token_url,
          ca,
          headers: { ...FORM, ...basic(String(encoded[0]), String(encoded[1])) },
          body: form({ grant_type: 'refresh_token', refresh_token }),
        }),
      me: (token) => me(cloud, options.authority, token),
    };
  },
};
