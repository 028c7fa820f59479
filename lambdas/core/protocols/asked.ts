import { member, membersOf, textOf } from './body.ts';
import type { Asked } from './protocol.ts';

/** A field of a recorded request body, be it JSON, a form or multipart (as a vendor's own sample sends it). */
export const requestField = (body: string, name: string): string | undefined =>
  textOf(member(membersOf(body), name)) ?? textOf(new URLSearchParams(body).get(name)) ?? partOf(body, name);

/** The first line behind the empty one that ends the part's own headers. */
const partOf = (body: string, name: string): string | undefined => {
  const mark = `name="${name}"`;
  const at = body.indexOf(mark);
  if (at === -1) return undefined;
  const [, content = ''] = body.slice(at + mark.length).split(/\r?\n\r?\n/, 2);
  const [line] = content.split(/\r?\n/, 1);
  return textOf(line);
};

/** What a request to an OAuth 2.0 token endpoint asked for; a refresh where it does not say. */
export const askedByGrantType = (body: string): Asked => {
  switch (requestField(body, 'grant_type')?.toLowerCase()) {
    case 'authorization_code':
      return 'exchange';
    case 'password':
    case 'client_credentials':
      return 'login';
    default:
      return 'refresh';
  }
};

/** The last part of a request's path, without its query. */
export const lastPathPart = (path: string): string =>
  path
    .replace(/[?#].*$/s, '')
    .split('/')
    .findLast((part) => part !== '') ?? '';
