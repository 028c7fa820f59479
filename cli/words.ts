import { DAY, MINUTE, SECOND } from '../lambdas/core/time.ts';
import type { Problem, Shown } from './fleet/answers.ts';

/** A span of ms as people say it, in at most two units. */
export const span = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / SECOND));
  if (seconds < 180) return `${seconds} s`;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 120) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.round(ms / DAY)} d`;
};

/** `2026-11-22 10:40:12 UTC`, of epoch seconds. */
export const moment = (seconds: number): string =>
  `${new Date(seconds * SECOND).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** How long a token lives, or that it does not. */
export const lifetime = ({ expires_at }: Pick<Shown, 'expires_at'>, now: number): string => {
  if (expires_at === undefined) return 'the token is there';
  const left = expires_at * SECOND - now;
  return left > 0
    ? `the token lives ${span(left)} (until ${moment(expires_at)})`
    : `the token ended ${span(-left)} ago (${moment(expires_at)})`;
};

/** `enrol home-1: grant.refresh_token: remedy` */
export const problemLines = (doing: string, about: string, problems: readonly Problem[]): string[] =>
  problems.map(({ field, remedy }) => `${doing} ${about}: ${field}: ${remedy}`);

/** Everything that is known of a principal, a line each. */
export const shownLines = (shown: Shown, now: number): string[] => {
  const { last_error: error, labels = {} } = shown;
  const ago = (seconds: number | undefined) => seconds && `${span(now - seconds * SECOND)} ago`;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ['principal', shown.principal_id],
    ['provider', shown.provider],
    ['app', shown.app],
    ['subject', shown.subject],
    ['scope', shown.scope],
    ['labels', listed(labels)],
    ['state', shown.state],
    ['halted for', shown.halt_reason],
    ['secret', shown.secret_name],
    ['published', `${shown.published ? 'yes' : 'not yet'}, generation ${shown.generation}`],
    ['token', shown.expires_at && lifetime(shown, now).replace('the token ', '')],
    ['refreshed', ago(shown.last_refreshed_at)],
    ['next look', shown.state === 'active' ? nextLook(shown.refresh_at, now) : undefined],
    ['grant ends', shown.refresh_token_expires_at && moment(shown.refresh_token_expires_at)],
    ['failures', shown.failures],
    ['last error', error && `${error.code}, ${ago(error.at)}`],
    ['to do', error?.action],
  ];
  // Nothing to tell: absent, empty or none at all.
  return facts.flatMap(([label, value]) => (value ? [`${label.padEnd(12)}${value}`] : []));
};

const listed = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

const nextLook = (seconds: number | undefined, now: number): string | undefined => {
  if (seconds === undefined) return undefined;
  const ms = seconds * SECOND - now;
  return ms > 0 ? `in ${span(ms)} (${moment(seconds)})` : 'with the next tick, within a minute';
};
