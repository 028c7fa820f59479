import type { AppProblem } from '../../../lambdas/core/protocols/protocol.ts';
import { grantDigest } from '../../../lambdas/core/sealed.ts';
import type { Enrolment } from '../../../lambdas/flow/enrolment.ts';
import { unfitEnrolment } from '../../../lambdas/flow/enrolment-rules.ts';
import { type Reading, type Request, readRequest } from '../../../lambdas/operate/requests.ts';
import { ofPrinted, ofPrototypes, ofSecrecy, ofWholeNumber } from '../promises.ts';
import { type Reader, reader } from '../reader.ts';
import { CANARY } from '../wild/canaries.ts';
import { documents, NOT_JSON, parsedFrom, shown } from '../wild/documents.ts';
import { RESCUE_RECORD } from '../wild/rescue-record.ts';
import { NO_TEXTS, NO_TIMES } from '../wild/vocabulary.ts';

const GRANTS = [
  { kind: 'refresh_token', refresh_token: CANARY.refreshToken },
  {
    kind: 'authorization_code',
    code: CANARY.code,
    redirect_uri: 'https://a.example/back',
    code_verifier: CANARY.key,
  },
  { kind: 'password', username: 'ada', password: CANARY.password, keep_login: true },
  { kind: 'login', as: 'anonymous' },
];

const principals = GRANTS.map((grant, index) => ({
  principal_id: `home-${index}`,
  provider: 'oauth2',
  app: 'homes',
  grant,
  labels: { site: 'north' },
}));

const paper = documents(
  [
    {
      operation: 'registerApp',
      app: 'homes',
      secret: { provider: 'dkn', client_id: 'us', client_secret: CANARY.clientSecret },
    },
    { operation: 'checkApp', app: 'homes' },
    { operation: 'listApps' },
    ...principals.map((one) => ({ operation: 'enrol', ...one, subject: 'user-1' })),
    { operation: 'enrolMany', principals },
    { operation: 'show', principal_id: 'home-1' },
    {
      operation: 'list',
      provider: 'dkn',
      app: 'homes',
      state: 'active',
      overdue: true,
      limit: 20,
      page: 'aG9tZS0x',
    },
    { operation: 'refresh', principal_id: 'home-1' },
    { operation: 'pause', everything: true },
    { operation: 'resume', app: 'homes' },
    { operation: 'resume', principal_id: 'home-1', grant: GRANTS[2] },
    { operation: 'remove', principal_id: 'home-1', now: true },
    { operation: 'restore', rescue: RESCUE_RECORD },
    { operation: 'restore', rescue: JSON.stringify(RESCUE_RECORD) },
    { operation: 'status' },
    {
      operation: 'authorizeUrl',
      app: 'homes',
      redirect_uri: 'http://127.0.0.1:1/',
      state: 's',
      code_challenge: 'c',
    },
    { operation: 'diagnose', app: 'homes' },
  ],
  [...NO_TEXTS, ...NO_TIMES],
);

const ofProblems = (problems: readonly AppProblem[]): string[] =>
  problems.flatMap(({ field, remedy }) => [
    ...ofPrinted('a field', field, 100),
    ...ofPrinted('a remedy', remedy, 400),
  ]);

const ofEnrolment = (enrolment: Enrolment): string[] => {
  const { grant, principalId } = enrolment;
  const unfit = unfitEnrolment(enrolment);
  if (grant.kind !== 'authorization_code') grantDigest(principalId, grant);
  return [
    ...ofSecrecy(
      'username' in grant ? { ...grant, username: '' } : 'as' in grant ? {} : withoutAddress(grant),
    ),
    ...(unfit ? ofProblems([unfit]) : []),
  ];
};

const withoutAddress = (grant: object): object => ({ ...grant, redirectUri: undefined });

const YEAR_10000 = 253_402_300_800_000;

const ofRequest = (request: Request): string[] => {
  switch (request.operation) {
    case 'enrol':
      return ofEnrolment(request);
    case 'enrolMany':
      return request.principals.flatMap((one) =>
        one.ok ? ofEnrolment(one.enrolment) : ofProblems(one.problems),
      );
    case 'list':
      return ofWholeNumber('the limit', request.limit, 1, 100);
    case 'registerApp':
      // It is stored as text.
      return JSON.stringify(request.secret) === undefined ? ['the secret cannot be written'] : [];
    case 'restore': {
      const { issuedAt, expiresAt, refreshTokenExpiresAt } = { ...request.rescue.times };
      const times = [issuedAt, expiresAt, refreshTokenExpiresAt].filter((time) => time !== undefined);
      return [
        // As the row then shows it.
        ...ofWholeNumber('the generation', request.rescue.generation + 1, 1, Number.MAX_SAFE_INTEGER),
        ...times.flatMap((time) => ofWholeNumber('a time', time, 0, YEAR_10000)),
        ...(request.rescue.sealed.length === 0 ? ['nothing is sealed'] : []),
        ...(request.rescue.grantDigest === '' ? ['the digest is empty'] : []),
        ...(request.rescue.keptBy === '' ? ['kept by nobody'] : []),
      ];
    }
    default:
      return [];
  }
};

/** What operators and their programs ask of the function `operate`. */
export const requests: Reader = reader<unknown, Reading>({
  name: 'request',
  changes: paper.changes,
  make: (recipe) => parsedFrom(paper.write(recipe)),
  read: (event) => readRequest(event === NOT_JSON ? undefined : event),
  wordFor: (_, reading) => (reading.ok ? 'accepted' : 'refused'),
  complaints: (_, reading) => [
    ...ofPrototypes(),
    ...(reading.ok ? ofRequest(reading.request) : ofProblems(reading.problems)),
    ...(reading.ok || reading.operation === undefined
      ? []
      : ofPrinted('the operation', reading.operation, 40)),
  ],
  text: shown,
});
