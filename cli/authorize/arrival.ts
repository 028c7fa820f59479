import { createHash, timingSafeEqual } from 'node:crypto';
import { type Confidential, confidential } from '../../lambdas/core/confidential.ts';
import type { Problem } from '../fleet/answers.ts';

/** What a browser came back with. */
export type Arrival =
  | { readonly ok: true; readonly code: Confidential }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Whoever can make a browser open an address can bring a code of his own: the state tells whether this one was asked for.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-10.12
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
 */
export const readArrival = (query: URLSearchParams, state: string): Arrival => {
  if (!isOf(query, state))
    return refused(
      'state',
      'What came back is not of this authorization: start again, and use the page that it opens',
    );
  const error = query.get('error');
  if (error !== null)
    return refused('error', `The provider answered ${showable(error)}: nobody authorized anything`);
  const [code = '', ...others] = query.getAll('code');
  return code === '' || others.length > 0
    ? refused('code', 'The provider sent none: start again')
    : { ok: true, code: confidential(code) };
};

/** Whether it answers the authorization that this state was made for. */
export const isOf = (query: URLSearchParams, state: string): boolean => {
  const [found = '', ...others] = query.getAll('state');
  return isSame(found, state) && others.length === 0;
};

const refused = (field: string, remedy: string): Arrival => ({ ok: false, problem: { field, remedy } });

/** Takes as long whatever the two have in common. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The codes of RFC 6749 look like this; anything else could be anything. */
const showable = (error: string): string => (/^[a-z_]{1,40}$/.test(error) ? error : 'with an error');
