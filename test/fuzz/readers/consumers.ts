import { readPublished } from '../../../lambdas/consumer/published-token.ts';
import { isRefusedAnswer } from '../../../lambdas/consumer/refused-answer.ts';
import type { Token } from '../../../lambdas/consumer/token.ts';
import { expired, TokenError } from '../../../lambdas/consumer/token-error.ts';
import { ofHeader, ofPrinted, ofPrototypes, ofSecrecy, ofWholeNumber } from '../promises.ts';
import { type Reader, reader } from '../reader.ts';
import { CANARY } from '../wild/canaries.ts';
import { documents, NOT_JSON, parsedFrom } from '../wild/documents.ts';
import { NOW } from '../wild/identities.ts';
import { NO_TEXTS, NO_TIMES } from '../wild/vocabulary.ts';

const ID = 'home-1';
const LAST_DATE = 8_640_000_000_000_000;

const published = {
  schema: 1,
  principal_id: ID,
  provider: 'dkn',
  token_type: 'Bearer',
  access_token: CANARY.accessToken,
  issued_at: NOW / 1_000,
  expires_at: NOW / 1_000 + 7_200,
  generation: 7,
};
const secretPaper = documents(
  [published, { ...published, scope: 'read', subject: 'user-1' }],
  [...NO_TEXTS, ...NO_TIMES],
);

/** Secrets as consumers find them: whoever may write secrets can have written them. */
export const secrets: Reader = reader<string, Token>({
  name: 'published secret',
  changes: secretPaper.changes,
  make: secretPaper.write,
  read: (text) => readPublished(ID, text),
  printedOf: (error) =>
    error instanceof TokenError ? [error.message, String(error.cause ?? '')] : undefined,
  wordFor: () => 'accepted',
  complaints: (_, token) => {
    const { provider: _provider, scope: _scope, subject: _subject, ...facts } = token;
    const times = [token.issuedAt, token.expiresAt];
    return [
      ...ofPrototypes(),
      ...ofSecrecy(facts),
      ...ofHeader('the token', token.authorization),
      ...(/^Bearer [\x21-\x7e]+$/.test(token.authorization) ? [] : ['the token cannot be sent']),
      ...times.flatMap((time) => ofWholeNumber('a time', time, 0, LAST_DATE)),
      ...ofWholeNumber('the generation', token.generation, 0, Number.MAX_SAFE_INTEGER),
      // What is said once it has ended.
      ...(times.every((time) => time <= LAST_DATE)
        ? ofPrinted('the end', expired(ID, token.expiresAt, NOW).message, 500)
        : []),
    ];
  },
  text: (text) => text,
});

const answerPaper = documents(
  [
    { errorCode: 'WRONG_TOKEN', message: 'The provided token is not valid', accessToken: CANARY.accessToken },
    { error_code: '1010005', error_desc: 'Invalid access token or appId.' },
    { resultcode: 1010005, resultmsg: 'x' },
    { error: 'insufficient_scope' },
  ],
  [...NO_TEXTS, '["WRONG_TOKEN"]', '1010005'],
);

/** As `fetch`, an SDK and a thrown error give an answer. */
const SHAPES: readonly ((status: number, text: string) => unknown)[] = [
  (status, text) => new Response([204, 205, 304].includes(status) ? null : text, { status }),
  (status, body) => ({ status, body }),
  (statusCode, text) => ({ statusCode, body: parsedOr(text) }),
  (status, text) => Object.assign(new Error('refused'), { response: { status, data: parsedOr(text) } }),
];
const parsedOr = (text: string): unknown => {
  const value = parsedFrom(text);
  return value === NOT_JSON ? text : value;
};

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly shape: number;
}

/** What a provider answers to a consumer's own call. */
export const answers: Reader = reader<Answer, unknown>({
  name: 'answer to a consumer',
  changes: answerPaper.changes,
  make: (recipe) => ({
    status: recipe.base % 5 > 0 ? 403 : 200 + ((recipe.base >>> 4) % 400),
    text: answerPaper.write(recipe),
    shape: (recipe.base >>> 8) % SHAPES.length,
  }),
  read: ({ status, text, shape }) => isRefusedAnswer(SHAPES[shape]?.(status, text)),
  wordFor: (_, refused) => (refused ? 'refused token' : 'other'),
  complaints: ({ status }, refused) => [
    ...ofPrototypes(),
    ...(typeof refused === 'boolean' ? [] : ['neither yes nor no']),
    ...(refused === true && ![401, 403].includes(status) ? [`refused under ${status}`] : []),
  ],
  text: ({ status, text, shape }) => `shape ${shape}, ${status}: ${text}`,
});
