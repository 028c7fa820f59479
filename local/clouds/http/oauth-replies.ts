import { type Answer, refusal } from '../dialect.ts';
import { jsonReply } from './wire.ts';

/** RFC 6749 section 5.1 wants both on every reply that holds a token; Kong sends them with errors too. */
export const NOT_STORED = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** @see RFC 6749 section 5.2 */
export const oauthError = (
  status: number,
  error: string,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): Answer =>
  refusal(jsonReply(status, { error, error_description: description }, { ...NOT_STORED, ...headers }));
