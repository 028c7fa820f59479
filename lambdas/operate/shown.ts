import type { Principal } from '../core/principal.ts';
import { SECOND } from '../core/time.ts';

/** Everything that helps to see how a principal fares; times in epoch seconds, nothing that is sealed. */
export const shown = (principal: Principal) => {
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

/** Those that are given, from epoch ms to epoch seconds. */
export const times = (given: Readonly<Record<string, number | undefined>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, ms]) =>
      ms === undefined ? [] : [[name, Math.floor(ms / SECOND)]],
    ),
  );
