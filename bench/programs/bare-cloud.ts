import { type Agent, request } from 'node:https';

/** How one app asks its cloud. */
export interface AppSecret {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  bodyWith(refreshToken: string): string;
}

interface Pair {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
}

export const askCloud = (
  agent: Agent,
  { url, headers, bodyWith }: AppSecret,
  refreshToken: string,
): Promise<Pair> =>
  new Promise((resolve, reject) => {
    const body = bodyWith(refreshToken);
    const length = { 'Content-Length': String(Buffer.byteLength(body)) };
    const sent = request(url, { method: 'POST', agent, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    sent.on('error', reject);
    sent.end(body);
  });

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';

/** As each cloud wants to be asked. */
export const asPresented = (secret: Record<string, string>): AppSecret => {
  const common = { Accept: JSON_TYPE, 'Accept-Encoding': 'identity' };
  const basic = (id = '', password = '') => `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`;
  const { app_id: appId, app_key: appKey, client_id: clientId, client_secret: clientSecret } = secret;
  return secret.provider === 'kii'
    ? {
        url: new URL(`${secret.base_url}/api/apps/${appId}/oauth2/token`),
        headers: { ...common, 'Content-Type': JSON_TYPE, Authorization: basic(appId, appKey) },
        bodyWith: (refresh_token) => JSON.stringify({ grant_type: 'refresh_token', refresh_token }),
      }
    : {
        url: new URL(secret.token_url ?? ''),
        headers: { ...common, 'Content-Type': FORM, Authorization: basic(clientId, clientSecret) },
        bodyWith: (refresh_token) =>
          new URLSearchParams({ grant_type: 'refresh_token', refresh_token }).toString(),
      };
};
