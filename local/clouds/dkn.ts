import { type Cloud, type GrantWish, grantOf } from './cloud.ts';
import { type DknClient, dknDialect } from './dkn/dialect.ts';
import { type CloudOptions, layFoundation } from './foundation.ts';
import { runCloud } from './run-cloud.ts';
import { Apps } from './state/apps.ts';
import { Codes, type KeptCode } from './state/codes.ts';

/**
 * Daikin DKN Cloud NA. Paths, success replies and the 401 of resources are the manual's (IM-DKNAPI-201908); the errors of
 * the token endpoint are those of Kong's oauth2 plugin, which the manual's samples match word for word.
 */

const PROVIDER = 'dkn';
/** As Kong keeps codes. */
const CODE_LIFETIME_MS = 300_000;

export interface DknAppSecret {
  readonly provider: typeof PROVIDER;
  readonly client_id: string;
  readonly client_secret: string;
  readonly base_url: string;
  readonly ca: string;
}

/** @default made-up ones of 32 letters and digits */
export interface DknAppWish {
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Others are refused, whatever the grant. @default any is taken */
  readonly redirectUris?: readonly string[];
}

export interface DknCloud extends Cloud<DknAppSecret, DknAppWish> {
  /** What a browser would bring back from the authorize page: good for five minutes and one exchange. */
  issueCode(wish: GrantWish & { readonly redirectUri?: string }): string;
}

/** A DKN cloud on the loopback interface. */
export const startDkn = async (options: CloudOptions): Promise<DknCloud> => {
  const foundation = await layFoundation(options, {
    provider: PROVIDER,
    lifetimeSeconds: 7_200,
    accessToken: (random) => random.alphanumeric(32),
    refreshToken: (random) => random.alphanumeric(32),
  });
  const { store, random, clock, keeping } = foundation;
  const clients = new Apps(await keeping.open<DknClient>('apps'));
  const codes = new Codes(
    { clock, random, lifetimeMs: CODE_LIFETIME_MS },
    await keeping.open<KeptCode>('codes'),
  );
  const cloud = await runCloud(options, foundation, dknDialect(foundation, clients, codes));

  const registerApp = async (name: string, wish: DknAppWish = {}): Promise<DknAppSecret> => {
    const known = clients.find(name);
    const redirectUris = wish.redirectUris ?? known?.redirectUris;
    const client = {
      name,
      id: wish.clientId ?? known?.id ?? random.alphanumeric(32),
      secret: wish.clientSecret ?? known?.secret ?? random.alphanumeric(32),
      ...(redirectUris && { redirectUris }),
    };
    clients.put(client);
    await keeping.saved();
    return {
      provider: PROVIDER,
      client_id: client.id,
      client_secret: client.secret,
      base_url: cloud.url,
      ca: options.authority.certificate,
    };
  };

  return {
    ...cloud,
    provider: PROVIDER,
    app: await registerApp(PROVIDER),
    registerApp,
    issueGrant: ({ principal, app = PROVIDER }) =>
      grantOf(store.issue({ app: clients.named(app).name, principal })),
    issueCode: ({ principal, app = PROVIDER, redirectUri }) =>
      codes.issue({ app: clients.named(app).name, principal, ...(redirectUri && { redirectUri }) }),
  };
};
