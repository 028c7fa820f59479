import { readAppSecret } from '../../../lambdas/adapters/app-secrets.ts';
import { certificateEnds, reportOnCertificates } from '../../../lambdas/core/certificates.ts';
import { Confidential } from '../../../lambdas/core/confidential.ts';
import { protocolOf, providers } from '../../../lambdas/core/protocols/index.ts';
import type { App, AppProblem, Protocol } from '../../../lambdas/core/protocols/protocol.ts';
import type { Presentable } from '../../../lambdas/core/tokens.ts';
import { authorizationCode, LOGIN, onWire, password, refreshToken } from '../../core/protocols/builders.ts';
import { ofHeader, ofPrinted, ofPrototypes, ofSecrecy, ofWholeNumber } from '../promises.ts';
import { type Reader, reader } from '../reader.ts';
import { CANARY } from '../wild/canaries.ts';
import { documents } from '../wild/documents.ts';
import { CERTIFICATE, KEY, NOW } from '../wild/identities.ts';
import { chosen } from '../wild/recipe.ts';
import { NO_ADDRESSES } from '../wild/vocabulary.ts';

const client = { client_id: 'client-1', client_secret: CANARY.clientSecret };

const paper = documents(
  [
    { provider: 'dkn', ...client },
    { provider: 'dkn', ...client, base_url: 'https://a.example:8443/', scope: 'devices', ca: CERTIFICATE },
    { provider: 'dkn', client_id: 'client-1', client_secrets: [CANARY.clientSecret, CANARY.code] },
    {
      provider: 'huawei',
      app_id: 'app-1',
      secret: CANARY.clientSecret,
      base_url: 'https://192.0.2.7:8743',
      client_certificate: CERTIFICATE,
      client_key: KEY,
      server_name: 'iot.example',
      ca: CERTIFICATE + CERTIFICATE,
    },
    { provider: 'kii', app_id: 'app-1', app_key: CANARY.key, site: 'jp', ...client, token_lifetime: 3_600 },
    { provider: 'kii', app_id: 'app-1', site: 'us', token_path: 'legacy', base_url: 'https://a.example/api' },
    {
      provider: 'oauth2',
      ...client,
      token_url: 'https://a.example/token?tenant=1',
      authorize_url: 'https://a.example/authorize',
      client_auth: 'client_secret_post',
      body: 'json',
      scope: 'read write',
      lost_answer: 'hold',
      ca: CERTIFICATE,
    },
    { provider: 'oauth2', ...client, token_url: 'https://a.example/token', base_url: 'https://b.example/x' },
    ...NO_ADDRESSES.map((base_url) => ({ provider: 'dkn', ...client, base_url })),
  ],
  [...NO_ADDRESSES.map((address) => JSON.stringify(address)), '[]', '[""]', '{"length":{"toString":1}}'],
);

/** In the order of the bases. */
const READ_AS = [
  ...['dkn', 'dkn', 'dkn', 'huawei', 'kii', 'kii', 'oauth2', 'oauth2'],
  ...NO_ADDRESSES.map(() => 'dkn'),
];

const GRANTS: readonly Presentable[] = [
  refreshToken(),
  authorizationCode(),
  password(),
  LOGIN,
  { kind: 'login', as: 'anonymous' },
];

interface Stored {
  readonly text: string;
  readonly provider: string;
}

type Read = ReturnType<typeof readAppSecret>;

const LONGEST_REMEDY = 300;

const ofProblems = (problems: readonly AppProblem[]): string[] =>
  problems.flatMap(({ field, remedy }) => [
    ...ofPrinted('a field', field, 100),
    ...ofPrinted('a remedy', remedy, LONGEST_REMEDY),
  ]);

const ofAddress = (what: string, address: string): string[] =>
  URL.parse(address)?.protocol === 'https:' ? [] : [`${what} is no https address`];

/** It can be asked with, by every grant that its cloud takes, and what is asked can be sent. */
const ofApp = (protocol: Protocol, app: App): string[] => {
  const { problems, warnings } = reportOnCertificates(app.tls, NOW);
  const page = protocol.authorizationPage?.urlFor(app, {
    redirectUri: 'http://127.0.0.1:1/back',
    state: 'state-1',
    codeChallenge: 'challenge-1',
  });
  return [
    ...ofAddress('the token endpoint', protocol.tokenUrl(app)),
    ...GRANTS.filter(({ kind }) => protocol.grants.includes(kind))
      .filter((grant) => protocol.lacks(grant, app) === undefined)
      .filter((grant) => grant.kind !== 'login' || protocol.logins !== undefined || grant.as === undefined)
      .flatMap((grant) => ofRequest(protocol, app, grant)),
    ...ofProblems([...problems, ...warnings]),
    ...certificateEnds(app.tls).flatMap(({ endsAt }) =>
      ofWholeNumber('the end of a certificate', endsAt, -1e15, 1e15),
    ),
    ...(typeof page === 'string' ? ofAddress('the page', page) : page ? ofProblems([page]) : []),
  ];
};

const ofRequest = (protocol: Protocol, app: App, grant: Presentable): string[] => {
  const { url, headers, body } = onWire(protocol.ask(grant, app, NOW));
  return [
    ...ofAddress('a request', url),
    ...Object.entries(headers).flatMap(([name, value]) => ofHeader(name, value)),
    ...(body === '' ? ['a request has no body'] : []),
  ];
};

/** App secrets: operators write them, by hand. */
export const appSecrets: Reader = reader<Stored, Read>({
  name: 'app secret',
  changes: paper.changes,
  make: (recipe) => ({
    text: paper.write(recipe),
    provider:
      (recipe.base >>> 8) % 8 > 0 ? chosen(READ_AS, recipe.base) : chosen(providers, recipe.base >>> 12),
  }),
  read: ({ text, provider }) => readAppSecret(text, 'version-1', provider),
  wordFor: (_, { ok }) => (ok ? 'accepted' : 'refused'),
  complaints: ({ provider }, reading) => {
    const protocol = protocolOf(provider);
    if (!protocol) return [];
    return [
      ...ofPrototypes(),
      ...(reading.ok
        ? [
            ...ofSecrecy(reading.apps.map(withoutNames)),
            ...reading.apps.flatMap((app) => ofApp(protocol, app)),
          ]
        : ofProblems(reading.problems)),
    ];
  },
  text: ({ provider, text }) => `${provider}: ${text}`,
});

/** What its owner wrote into fields that are no secrets may say what it likes. */
const withoutNames = (part: object): object =>
  Object.fromEntries(
    Object.entries(part).flatMap(([name, value]) => {
      if (typeof value === 'string') return [];
      return [
        [name, value instanceof Confidential || typeof value !== 'object' ? value : withoutNames(value)],
      ];
    }),
  );
