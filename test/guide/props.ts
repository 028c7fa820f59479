import type { Clouds } from '../../local/world.ts';

type Fields = Readonly<Record<string, unknown>>;

const ELISION = '…';
/** What the provider of an app issues next. */
export const NEW_SECRET = 'Nw7'.repeat(10);

/** A file as the guide shows it, with what `…` stands for there: credentials of the simulated clouds. */
export const filledIn = async (name: string, shown: string, clouds: Clouds): Promise<string> => {
  if (name.endsWith('.csv')) return filledCsv(shown, clouds);
  const texts = name.endsWith('.jsonl') ? shown.trim().split('\n') : [shown];
  const filled = await Promise.all(texts.map((text) => filledJson(JSON.parse(text), clouds)));
  return filled.map((fields) => `${JSON.stringify(fields)}\n`).join('');
};

const filledJson = (fields: Fields, clouds: Clouds): Promise<Fields> =>
  'principal_id' in fields ? filledPrincipal(fields, clouds) : filledApp(fields, clouds);

const cloudOf = (provider: unknown, clouds: Clouds) => {
  const cloud = Object.values(clouds).find((one) => one.provider === provider);
  if (!cloud) throw new Error(`the guide names a provider that there is not: ${provider}`);
  return cloud;
};

/** Where the cloud is, too: on this machine. */
const filledApp = async (shown: Fields, clouds: Clouds): Promise<Fields> => {
  const cloud = cloudOf(shown.provider, clouds);
  const wish = shown.provider === 'kii' ? { refreshTokens: true } : {};
  const real: Fields = { ...(await cloud.registerApp(String(shown.app), wish)) };
  const { base_url, ca } = real;
  const entries = Object.entries(shown).map(([key, value]) => [key, filled(value, real[key])]);
  const both = 'client_secrets' in shown ? { client_secrets: [NEW_SECRET, real.client_secret] } : {};
  return { ...Object.fromEntries(entries), ...both, base_url, ca };
};

const filled = (shown: unknown, real: unknown): unknown =>
  typeof shown === 'string' && shown.includes(ELISION) ? real : shown;

const filledPrincipal = async (shown: Fields, clouds: Clouds): Promise<Fields> => {
  const { principal_id, provider, app, grant } = shown as Record<string, string> & { grant: Fields };
  if (grant.refresh_token !== ELISION) return shown;
  return {
    ...shown,
    grant: { ...grant, refresh_token: refreshTokenFor(principal_id, app, cloudOf(provider, clouds)) },
  };
};

const refreshTokenFor = (
  principal: string | undefined,
  app: string | undefined,
  cloud: Clouds[keyof Clouds],
): string => cloud.issueGrant({ principal: principal ?? '', app: app ?? '' }).refreshToken;

const filledCsv = async (shown: string, clouds: Clouds): Promise<string> => {
  const [head = '', ...rows] = shown.trim().split('\n');
  const names = head.split(',');
  const filledRows = rows.map(async (row) => {
    const cells = row.split(',');
    const at = (name: string) => cells[names.indexOf(name)] ?? '';
    const [principal, app] = [at('principal_id'), at('app')];
    const real: Fields =
      at('grant') === 'password'
        ? { ...(await clouds.kii.registerAccount({ principal, app, username: at('username') })) }
        : { refresh_token: refreshTokenFor(principal, app, cloudOf(at('provider'), clouds)) };
    return cells.map((cell, index) => filled(cell, real[names[index] ?? ''])).join(',');
  });
  return [head, ...(await Promise.all(filledRows)), ''].join('\n');
};
