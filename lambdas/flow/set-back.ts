import { EVENT } from '../contract.ts';
import type { Principal } from '../core/principal.ts';
import { backOff } from '../core/schedule.ts';
import { aboutPrincipal } from './announcements.ts';
import type { Presented } from './ports.ts';
import type { Attempt } from './run.ts';

interface SetBack {
  readonly code: string;
  readonly action: string;
  readonly reason?: string;
  readonly presented: Presented;
}

const FAILURES_BEFORE_TELLING = 3;

/**
 * Back off and try again later. What `counts` is the principal's own failure; what does not (a cloud that is down, an
 * app that is misconfigured, a vault that takes no writes) only moves its next look.
 */
export async function defer(
  { run, leaseId }: Attempt,
  principal: Principal,
  {
    code,
    action,
    reason,
    presented,
    counts,
    patience,
    until,
  }: SetBack & {
    counts: boolean;
    /** Back off as after this many failures in a row, though they do not count. */
    patience?: number;
    until?: number;
  },
): Promise<void> {
  const { principals, clock, chance } = run.ports;
  const now = clock.now();
  const failures = principal.failures + (counts ? 1 : 0);
  const refreshAt =
    until ??
    backOff(
      { failures: Math.max(failures, patience ?? 1), expiresAt: principal.expiresAt },
      now,
      chance.fraction(),
    );
  const written = await principals.defer(principal.principalId, {
    leaseId,
    generation: principal.generation,
    refreshAt,
    failures,
    lastError: { code, action, at: now },
    presented,
  });
  if (written.write === 'stale' || failures < FAILURES_BEFORE_TELLING) return;
  await tell({ run }, written.principal, 'failing', {
    code,
    action,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** Stops a principal by evidence against itself, and says who must act. */
export async function halt(
  { run, leaseId }: Attempt,
  principal: Principal,
  { code, action, reason, presented, haltReason }: SetBack & { haltReason: string },
): Promise<void> {
  const { principals, clock } = run.ports;
  const written = await principals.halt(principal.principalId, {
    leaseId,
    generation: principal.generation,
    haltReason,
    failures: principal.failures + 1,
    lastError: { code, action, at: clock.now() },
    presented,
  });
  if (written.write === 'stale') return;
  await tell({ run }, written.principal, 'reauthorize', {
    code,
    action,
    ...(reason === undefined ? {} : { reason }),
  });
}

const EVENT_OF = {
  failing: EVENT.refreshFailing,
  reauthorize: EVENT.reauthorizationRequired,
  configuration: EVENT.configurationRequired,
} as const;

/** Told once: the row notes it after the event is out, so a crash between repeats it under the same id. */
export async function tell(
  { run }: Pick<Attempt, 'run'>,
  principal: Principal,
  what: keyof typeof EVENT_OF,
  facts: { code: string; action: string; reason?: string },
): Promise<void> {
  if (principal.announced === what) return;
  const { announcer, principals, clock } = run.ports;
  try {
    await announcer.announce(aboutPrincipal(EVENT_OF[what], principal, facts, clock.now()));
    await principals.announced(principal.principalId, principal.generation, what);
  } catch {
    // The row says what is the matter and that nobody has been told: whoever looks at it next tells it.
    run.tally.note(principal.app, 'announcement-failed', principal.principalId);
  }
}
