/**
 * Whether what a call answered, or what it threw, says that its token is no longer good. A 403 for want of a right is no
 * such answer.
 */
export type IsRefused = (outcome: unknown) => boolean | Promise<boolean>;

/** Error codes by which providers refuse a token with a 403. */
const CODES_OF_ENDED_TOKENS: ReadonlySet<string> = new Set(['WRONG_TOKEN', '1010005']);
const CODE_FIELDS = ['errorCode', 'error_code', 'resultcode'];

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/**
 * 401, as RFC 6750 has it, and 403 with a code that speaks of the token. Knows a `Response` of `fetch`, what has
 * `status` or `statusCode`, and errors that carry a `response`.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export const isRefusedAnswer: IsRefused = async (outcome) => {
  if (!isObject(outcome)) return false;
  const response = isObject(outcome.response) ? outcome.response : outcome;
  const status = response.status ?? response.statusCode;
  if (status === 401) return true;
  if (status !== 403) return false;
  const body = await bodyOf(response);
  return CODE_FIELDS.some((field) => speaksOfEndedToken(body[field]));
};

/** Some write their codes as numbers. What is neither need not have a text at all. */
const speaksOfEndedToken = (code: unknown): boolean =>
  (typeof code === 'string' || typeof code === 'number') && CODES_OF_ENDED_TOKENS.has(String(code));

const NOTHING: Fields = {};

/** Not by its class: there are several implementations of `fetch`. */
const isFetched = (outcome: unknown): outcome is Pick<Response, 'body' | 'bodyUsed' | 'clone'> =>
  isObject(outcome) && typeof outcome.clone === 'function' && typeof outcome.bodyUsed === 'boolean';

/** Leaves the body of a `Response` to the caller. */
const bodyOf = async (response: Fields): Promise<Fields> => {
  try {
    const body: unknown = isFetched(response)
      ? await response.clone().text()
      : (response.data ?? response.body);
    const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : body;
    return isObject(parsed) ? parsed : NOTHING;
  } catch {
    return NOTHING;
  }
};

/** Frees the connection of an answer that nobody will read. */
export const discard = async (outcome: unknown): Promise<void> => {
  if (!isFetched(outcome) || outcome.bodyUsed) return;
  await outcome.body?.cancel().catch(() => {});
};
