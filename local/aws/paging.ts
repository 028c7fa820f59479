import { AwsError } from './wire.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

const toToken = (key: number): string => Buffer.from(`after:${key}`).toString('base64url');

const fromToken = (token: string, badToken: AwsError): number => {
  const key = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (key === undefined) throw badToken;
  return Number(key);
};

/**
 * Cuts one page out of what is sorted by a rising key. The token names the last key seen, not a position,
 * so nothing is skipped or repeated when items come and go between two pages.
 */
export const page = <T>(
  sorted: readonly T[],
  keyOf: (item: T) => number,
  limit: number,
  token: string | undefined,
  badToken = new AwsError('InvalidNextTokenException', 'The next token is not valid.'),
): Page<T> => {
  const after = token === undefined ? -1 : fromToken(token, badToken);
  const rest = sorted.filter((item) => keyOf(item) > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return last !== undefined && rest.length > limit ? { items, nextToken: toToken(keyOf(last)) } : { items };
};
