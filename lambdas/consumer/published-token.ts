import { Token, type TokenFacts } from './token.ts';
import { TokenError } from './token-error.ts';

/** Of the secret's JSON that this release reads. */
const SCHEMA = 1;
const SECOND = 1_000;
/** The last moment that a `Date` can tell. */
const LAST_DATE = 8_640_000_000_000_000;
/** Visible ASCII: what the header `Authorization` takes as one word. */
const IN_A_HEADER = /^[\x21-\x7e]+$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * A secret as the scheduler publishes it.
 * @throws TokenError `unreadable`, with the field that is wrong and never with what it holds.
 */
export const readPublished = (principalId: string, text: string | undefined): Token => {
  const unreadable = (what: string): TokenError =>
    new TokenError('unreadable', 'fix', principalId, `its secret is none that the scheduler wrote: ${what}`);

  const fields = parse(text);
  if (!fields) throw unreadable('no JSON object');
  if (fields.schema !== SCHEMA)
    throw unreadable(`its schema is not ${SCHEMA}; a later release of this package may read it`);
  if (fields.principal_id !== principalId) throw unreadable('principal_id is another one');
  const { provider, access_token, issued_at, expires_at, generation, scope, subject } = fields;
  if (!isText(provider)) throw unreadable('provider');
  if (!isText(access_token) || !IN_A_HEADER.test(access_token)) throw unreadable('access_token');
  if (!isTime(issued_at)) throw unreadable('issued_at');
  if (!isTime(expires_at)) throw unreadable('expires_at');
  if (!isCount(generation)) throw unreadable('generation');

  const facts: TokenFacts = {
    principalId,
    provider,
    generation,
    issuedAt: issued_at * SECOND,
    expiresAt: expires_at * SECOND,
    ...(isText(scope) && { scope }),
    ...(isText(subject) && { subject }),
  };
  return new Token(facts, access_token);
};

/** The parser's own error is dropped: it quotes what it could not read. */
const parse = (text: string | undefined): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
};

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
/** Seconds; later there is no `Date`. */
const isTime = (value: unknown): value is number => isCount(value) && value <= LAST_DATE / SECOND;
