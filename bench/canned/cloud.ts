import type { IssuedCertificate } from '../../local/clouds/authority.ts';
import { type APPS, accessTokenOf, LIFETIME_SECONDS, refreshTokenOf } from './fleet.ts';
import { type HttpsServer, startHttpsServer } from './https-server.ts';
import { held } from './latencies.ts';

const TOKEN = /\brt-(\d+)-/;

/** A token endpoint for every path and app: whoever presents a refresh token gets the next pair. */
export const startCannedCloud = (
  certificate: IssuedCertificate,
  latency: () => number,
  onAnswered: (n: number) => void,
): Promise<HttpsServer> =>
  startHttpsServer(certificate, async (_request, body) => {
    const n = Number(TOKEN.exec(body.toString())?.[1] ?? Number.NaN);
    const pair = {
      access_token: accessTokenOf(n),
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      refresh_token: refreshTokenOf(n),
    };
    await held(latency());
    onAnswered(n);
    return { status: 200, type: 'application/json', body: JSON.stringify(pair) };
  });

/** What an app's secret holds, so that its tokens are asked for here. */
export const appSecretAt = (url: string, ca: string, { provider }: (typeof APPS)[number]): object =>
  provider === 'kii'
    ? { provider, app_id: 'bench', app_key: 'bench', site: 'jp', base_url: url, ca }
    : {
        provider,
        token_url: `${url}/token`,
        client_id: 'bench',
        client_secret: 'bench',
        client_auth: 'client_secret_basic',
        body: 'form',
        ca,
      };
