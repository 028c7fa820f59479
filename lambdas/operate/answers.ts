import type { Principal } from '../core/principal.ts';
import type { AppProblem } from '../core/protocols/protocol.ts';
import { SECOND } from '../core/time.ts';
import type { Enrolled } from '../flow/enrolment.ts';
import type { Reading } from '../flow/ports.ts';
import type { Registered } from '../flow/register-app.ts';

/** What is told: `ok` false means that nothing was changed, and every problem names a field and its remedy. */
export type Answer = { readonly ok: boolean; readonly operation?: string } & Readonly<
  Record<string, unknown>
>;

export const refusedWith = (operation: string | undefined, problems: readonly AppProblem[]): Answer => ({
  ok: false,
  ...(operation !== undefined && { operation }),
  problems,
});

export const ofRegistration = (app: string, registered: Registered): Answer => {
  const operation = 'registerApp';
  if (!registered.registered) return refusedWith(operation, registered.problems);
  const { provider, change, warnings } = registered;
  return { ok: true, operation, app, provider, change, warnings };
};

export const ofEnrolment = (enrolled: Enrolled): Answer => {
  const operation = 'enrol';
  if (!enrolled.enrolled) return refusedWith(operation, [{ field: enrolled.field, remedy: enrolled.remedy }]);
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

/** Everything that helps to see how a principal fares; times in epoch seconds, nothing that is sealed. */
const shown = (principal: Principal) => {
  const { lastError } = principal;
  return {
    principal_id: principal.principalId,
    provider: principal.provider,
    app: principal.app,
    state: principal.state,
    generation: principal.generation,
    published: principal.publishedGeneration === principal.generation,
    secret_name: principal.secretName,
    ...times({
      expires_at: principal.expiresAt,
      refresh_at: principal.refreshAt,
      last_refreshed_at: principal.lastRefreshedAt,
      refresh_token_expires_at: principal.refreshTokenExpiresAt,
    }),
    failures: principal.failures,
    ...(lastError && { last_error: { ...lastError, ...times({ at: lastError.at }) } }),
    ...(principal.state === 'halted' && { halt_reason: principal.haltReason }),
    ...(principal.subject !== undefined && { subject: principal.subject }),
    ...(principal.scope !== undefined && { scope: principal.scope }),
    ...(principal.labels && { labels: principal.labels }),
  };
};

const times = (given: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, ms]) =>
      ms === undefined ? [] : [[name, Math.floor(ms / SECOND)]],
    ),
  );
