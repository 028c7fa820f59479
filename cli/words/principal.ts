import { SECOND } from '../../lambdas/core/time.ts';
import type { Principal } from '../fleet/answers.ts';
import { factLines, tableLines } from './layout.ts';
import { ago, moment, span } from './time.ts';

/** How long a token lives, or that it does not. */
export const lifetime = ({ expires_at }: Pick<Principal, 'expires_at'>, now: number): string => {
  if (expires_at === undefined) return 'the token is there';
  const left = expires_at * SECOND - now;
  return left > 0
    ? `the token lives ${span(left)} (until ${moment(expires_at)})`
    : `the token ended ${ago(expires_at, now)} (${moment(expires_at)})`;
};

/** Everything that is known of a principal, a line each. */
export const principalLines = (principal: Principal, now: number): string[] => {
  const { last_error: error, expires_at, last_refreshed_at, refresh_token_expires_at } = principal;
  return factLines([
    ['principal', principal.principal_id],
    ['provider', principal.provider],
    ['app', principal.app],
    ['subject', principal.subject],
    ['scope', principal.scope],
    ['labels', listed(principal.labels ?? {})],
    ['state', principal.state],
    ['halted for', principal.halt_reason],
    ['secret', principal.secret_name],
    ['published', `${principal.published ? 'yes' : 'not yet'}, generation ${principal.generation}`],
    ['token', expires_at && lifetime(principal, now).replace('the token ', '')],
    ['refreshed', last_refreshed_at && ago(last_refreshed_at, now)],
    ['next look', nextLook(principal, now)],
    ['grant ends', refresh_token_expires_at && moment(refresh_token_expires_at)],
    ['failures', principal.failures],
    ['last error', error && `${error.code}, ${ago(error.at, now)}`],
    ['to do', error?.action],
  ]);
};

const listed = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

const nextLook = ({ state, refresh_at }: Principal, now: number): string | undefined => {
  if (state !== 'active' || refresh_at === undefined) return undefined;
  const ms = refresh_at * SECOND - now;
  return ms > 0 ? `in ${span(ms)} (${moment(refresh_at)})` : 'with the next tick, within a minute';
};

const HEADS = ['PRINCIPAL', 'APP', 'PROVIDER', 'STATE', 'TOKEN', 'NEXT LOOK', 'LAST ERROR'];

/** A row each, with what matters of it. */
export const principalTable = (principals: readonly Principal[], now: number): string[] =>
  tableLines(
    HEADS,
    principals.map((principal) => [
      principal.principal_id,
      principal.app,
      principal.provider,
      [principal.state, principal.halt_reason].filter(Boolean).join(': '),
      tokenCell(principal, now),
      lookCell(principal, now),
      principal.last_error ? `${principal.last_error.code}, ${ago(principal.last_error.at, now)}` : '',
    ]),
  );

const tokenCell = ({ expires_at, published }: Principal, now: number): string => {
  if (expires_at === undefined) return published ? 'there' : 'none yet';
  const left = expires_at * SECOND - now;
  const lives = left > 0 ? `lives ${span(left)}` : `ended ${ago(expires_at, now)}`;
  return published ? lives : `${lives}, not published`;
};

const lookCell = ({ state, refresh_at }: Principal, now: number): string => {
  if (state !== 'active' || refresh_at === undefined) return '';
  const ms = refresh_at * SECOND - now;
  return ms > 0 ? `in ${span(ms)}` : 'next tick';
};
