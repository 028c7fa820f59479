import { createAuthority } from '../../../local/clouds/authority.ts';
import { startKii } from '../../../local/clouds/kii.ts';
import { ask, type Heard, JSON_BODY } from './ask.ts';

export const KII_JSON = { 'Content-Type': 'application/vnd.kii.OauthTokenRequest+json' };

export const basic = (appId: string) => ({
  Authorization: `Basic ${Buffer.from(`${appId}:anything`).toString('base64')}`,
});

export const asUser = ({ username, password }: { username: string; password: string }) => ({
  grant_type: 'password',
  username,
  password,
});

export const refreshing = (refreshToken: unknown) => ({
  grant_type: 'refresh_token',
  refresh_token: refreshToken,
});

export type KiiBench = Awaited<ReturnType<typeof openKii>>;

/** A simulated Kii Cloud with a clock to be set, and the ways of asking it. */
export const openKii = async () => {
  const clock = { time: 1_800_000_000_000 };
  const authority = await createAuthority('Test CA');
  const cloud = await startKii({ authority, clock: () => clock.time });

  const post = (path: string, headers: Record<string, string>, body: string): Promise<Heard> =>
    ask({ url: cloud.url + path, ca: authority.certificate, headers, body });

  return {
    clock,
    cloud,
    post,

    /** The way that the vendor's pages recommend. */
    logIn: (fields: Record<string, unknown>, app = cloud.app): Promise<Heard> =>
      post(
        `/api/apps/${app.app_id}/oauth2/token`,
        { ...JSON_BODY, ...basic(app.app_id) },
        JSON.stringify(fields),
      ),

    legacyLogIn: (fields: Record<string, unknown>, type: Record<string, string> = KII_JSON): Promise<Heard> =>
      post(
        '/api/oauth2/token',
        { ...type, 'X-Kii-AppID': cloud.app.app_id, 'X-Kii-AppKey': cloud.app.app_key },
        JSON.stringify(fields),
      ),

    asAdmin: () => ({
      grant_type: 'client_credentials',
      client_id: cloud.app.client_id,
      client_secret: cloud.app.client_secret,
    }),

    asNobody: () => ({
      grant_type: 'client_credentials',
      client_id: cloud.app.app_id,
      client_secret: 'anything',
    }),

    me: (accessToken: unknown): Promise<Heard> =>
      ask({
        url: cloud.resourceUrl,
        method: 'GET',
        ca: authority.certificate,
        headers: { Authorization: `Bearer ${accessToken}` },
      }),
  };
};
