import { readProgress } from '../../../lambdas/adapters/census-record.ts';
import { confidential } from '../../../lambdas/core/confidential.ts';
import { readRescue } from '../../../lambdas/core/rescue.ts';
import { grantDigest, readSealed } from '../../../lambdas/core/sealed.ts';
import { ofPrototypes, ofSecrecy, ofWholeNumber } from '../promises.ts';
import { type Reader, reader } from '../reader.ts';
import { CANARY } from '../wild/canaries.ts';
import { documents, parsedFrom, shown } from '../wild/documents.ts';
import { NOW } from '../wild/identities.ts';
import { RESCUE_RECORD } from '../wild/rescue-record.ts';
import { NO_TEXTS, NO_TIMES } from '../wild/vocabulary.ts';

const owner = { principalId: 'home-1', provider: 'kii', app: 'homes' };
const bound = { v: 1, principal_id: 'home-1', provider: 'kii', app: 'homes' };
const password = { kind: 'password', username: 'ada', password: CANARY.password };
const access = { token: CANARY.accessToken, token_type: 'Bearer' };

const sealedPaper = documents(
  [
    {
      ...bound,
      grant: { kind: 'refresh_token', refresh_token: CANARY.refreshToken, fallback: password },
      access,
    },
    { ...bound, grant: password, access },
    { ...bound, grant: { kind: 'login', as: 'admin' } },
    { ...bound, grant: { kind: 'none' }, access },
  ],
  [...NO_TEXTS, ...NO_TIMES],
);

/** What was sealed into a row: an older or a newer version may have done it. */
export const sealed: Reader = reader<string, ReturnType<typeof readSealed>>({
  name: 'sealed grant',
  changes: sealedPaper.changes,
  make: sealedPaper.write,
  read: (text) => readSealed(confidential(text), owner),
  wordFor: (_, read) => (read ? 'accepted' : 'refused'),
  complaints: (_, read) => {
    if (!read) return ofPrototypes();
    grantDigest(read.principalId, read.grant);
    const { fallback, ...grant } = { fallback: undefined, ...read.grant };
    const withoutNames = [grant, fallback].map((one) => ({ ...(one as object), username: '', as: '' }));
    return [
      ...ofPrototypes(),
      ...ofSecrecy([withoutNames, read.access?.token]),
      ...(read.principalId === owner.principalId ? [] : ['it belongs to another']),
      ...(read.access?.token.reveal() === '' ? ['an access token is empty'] : []),
    ];
  },
  text: (text) => text,
});

const rescuePaper = documents([RESCUE_RECORD], [...NO_TEXTS, ...NO_TIMES]);

/** Records out of the log, as somebody copied them. */
export const rescues: Reader = reader<unknown, ReturnType<typeof readRescue>>({
  name: 'rescue record',
  changes: rescuePaper.changes,
  make: (recipe) => parsedFrom(rescuePaper.write(recipe)),
  read: readRescue,
  wordFor: (_, read) => (read ? 'accepted' : 'refused'),
  complaints: (_, read) => [
    ...ofPrototypes(),
    ...(read ? ofWholeNumber('the generation', read.generation, 0, Number.MAX_SAFE_INTEGER) : []),
    ...Object.values(read?.times ?? {}).flatMap((time) =>
      ofWholeNumber('a time', time, 0, 253_402_300_800_000),
    ),
  ],
  text: shown,
});

const none = { active: 1, paused: 0, halted: 2 };
const counts = {
  principals: none,
  overdue: 0,
  expired: 1,
  malformed: 0,
  adopted: 0,
  drift: 0,
  orphans: 0,
  causes: [],
};
const progressPaper = documents(
  [
    {
      startedAt: NOW,
      deep: false,
      segments: ['start', 'done', { after: 'home-1' }],
      listing: 'start',
      counts,
    },
    {
      startedAt: NOW,
      deep: true,
      segments: [{ after: 'a' }],
      listing: { from: 'token' },
      counts: { ...counts, leastToExpiry: -5_000 },
    },
  ],
  [...NO_TEXTS, ...NO_TIMES],
);

/** How far a census has come, as the table holds it. */
export const progress: Reader = reader<string, ReturnType<typeof readProgress>>({
  name: 'census progress',
  changes: progressPaper.changes,
  make: progressPaper.write,
  read: readProgress,
  wordFor: (_, read) => (read ? 'accepted' : 'refused'),
  complaints: (_, read) => [
    ...ofPrototypes(),
    ...(read
      ? [
          ...ofWholeNumber('the start', Math.floor(read.startedAt), 0, 253_402_300_800_000),
          // DynamoDB holds 38 digits.
          ...ofWholeNumber('the least to expiry', Math.floor(read.counts.leastToExpiry ?? 0), -1e15, 1e15),
        ]
      : []),
  ],
  text: (text) => text,
});
