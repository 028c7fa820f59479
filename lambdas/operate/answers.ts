import type { AppProblem } from '../core/protocols/protocol.ts';
import type { Enrolled, Refusal } from '../flow/enrolment.ts';
import type { Listed } from '../flow/operator/list.ts';
import type { Refused } from '../flow/operator/refused.ts';
import type { Removed } from '../flow/operator/remove.ts';
import type { Status } from '../flow/operator/status.ts';
import type { Reading } from '../flow/ports.ts';
import type { Registered } from '../flow/register-app.ts';
import { pageAfter } from './page.ts';
import { shown } from './shown.ts';
import { shownApp, shownCensus } from './shown-fleet.ts';

/** What is told: `ok` false means that nothing was changed, and every problem names a field and its remedy. */
export type Answer = { readonly ok: boolean; readonly operation?: string } & Readonly<
  Record<string, unknown>
>;

export const refusedWith = (operation: string | undefined, problems: readonly AppProblem[]): Answer => ({
  ok: false,
  ...(operation !== undefined && { operation }),
  problems,
});

const refusedAs = (operation: string, { field, remedy }: Refusal | Refused): Answer =>
  refusedWith(operation, [{ field, remedy }]);

export const ofRegistration = (app: string, registered: Registered): Answer => {
  const operation = 'registerApp';
  if (!registered.registered) return refusedWith(operation, registered.problems);
  const { provider, change, warnings } = registered;
  return { ok: true, operation, app, provider, change, warnings };
};

export const ofEnrolment = (enrolled: Enrolled): Answer => {
  const operation = 'enrol';
  if (!enrolled.enrolled)
    return { ...refusedAs(operation, enrolled), ...(enrolled.left && { left: enrolled.left }) };
  const { principalId, secretName, published, next } = enrolled;
  return { ok: true, operation, principal_id: principalId, secret_name: secretName, published, next };
};

export const ofRow = (principalId: string, reading: Reading): Answer => {
  const operation = 'show';
  switch (reading.row) {
    case 'missing':
      return refusedWith(operation, [{ field: 'principal_id', remedy: `${principalId} is not enrolled` }]);
    case 'malformed':
      return refusedWith(operation, [
        { field: 'principal_id', remedy: `its row breaks the contract: ${reading.problems.join(', ')}` },
      ]);
    case 'found':
      return { ok: true, operation, ...shown(reading.principal) };
  }
};

/** What changed, with the name of what it changed for. Members of a result are answered as they are called in it. */
export const ofChange = <R extends { readonly done: true }>(
  operation: string,
  about: Readonly<Record<string, unknown>>,
  result: R | Refused,
): Answer => {
  if (!result.done) return refusedAs(operation, result);
  const { done: ok, ...changed } = result;
  return { ok, operation, ...about, ...changed };
};

export const ofRemoval = (principalId: string, result: Removed | Refused): Answer =>
  ofChange(
    'remove',
    { principal_id: principalId },
    result.done ? { done: true, change: result.change, ...result.secret } : result,
  );

/** A new grant: as of any resumption, with what is told of an enrolment. */
export const ofNewGrant = (result: Enrolled | Refused): Answer => {
  const operation = 'resume';
  if (!('enrolled' in result) || !result.enrolled) return refusedAs(operation, result);
  return { ...ofEnrolment(result), operation, change: 'resumed' };
};

export const ofList = ({ principals, malformed, next }: Listed): Answer => ({
  ok: true,
  operation: 'list',
  principals: principals.map(shown),
  ...(next !== undefined && { page: pageAfter(next) }),
  ...(malformed.length > 0 && { malformed }),
});

export const ofApps = ({ apps, malformed }: Pick<Status, 'apps' | 'malformed'>): Answer => ({
  ok: true,
  operation: 'listApps',
  apps: apps.map(shownApp),
  ...(malformed.length > 0 && { malformed }),
});

export const ofStatus = ({ census, everythingPaused, ...fleet }: Status): Answer => {
  const counted = census && shownCensus(census);
  return {
    ...ofApps(fleet),
    operation: 'status',
    everything_paused: everythingPaused,
    ...(counted && { census: counted }),
  };
};
