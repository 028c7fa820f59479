import { EVENT } from '../contract.ts';
import { ACTION } from '../core/action.ts';
import { type Announced, answerWasLost, type Principal } from '../core/principal.ts';
import { backOff } from '../core/schedule.ts';
import { isOut } from '../core/standing.ts';
import { aboutPrincipal } from './announcements.ts';
import type { Presented } from './ports.ts';
import type { Attempt, Run } from './run.ts';

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
  { run, app, leaseId }: Attempt,
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
      {
        failures: Math.max(failures, patience ?? 1),
        expiresAt: principal.expiresAt,
        now,
        fraction: chance.fraction(),
      },
      run.tempo,
    );
  const written = await principals.defer(principal.principalId, {
    leaseId,
    generation: principal.generation,
    refreshAt,
    failures,
    lastError: { code, action, at: now },
    presented,
  });
  // While its whole app is out, that is told once, for the app.
  if (written.write === 'stale' || failures < FAILURES_BEFORE_TELLING || isOut(app.standing)) return;
  await tell({ run }, written.principal, 'failing', {
    code,
    action,
    ...(reason === undefined ? {} : { reason }),
  });
}

/** Nobody has been asked: the row looks again soon, and as a rule nothing is held against it. */
export async function setBackUnasked(
  attempt: Attempt,
  code: string,
  how: { action?: string; counts?: boolean; until?: number; presented?: Presented } = {},
): Promise<void> {
  const { run, principal } = attempt;
  run.tally.count('deferred', principal.provider);
  run.tally.note(principal.app, code, principal.principalId);
  await defer(attempt, principal, {
    code,
    action: ACTION.wait,
    counts: false,
    presented: answerWasLost(principal) ? 'stays' : 'goes',
    ...how,
  });
}

/**
 * Stops a principal by evidence against itself. Who must act is told first, and the row notes that with the halt: a
 * crash between the two tells it again under the same id. While nobody can be told, nobody is halted: a halted row is
 * in no queue, so nothing would ever look at it again.
 */
export async function halt(
  attempt: Attempt,
  principal: Principal,
  { code, action, reason, haltReason }: Omit<SetBack, 'presented'> & { haltReason: string },
): Promise<void> {
  const { run, leaseId } = attempt;
  const { principals, clock } = run.ports;
  const facts = { code, action, ...(reason === undefined ? {} : { reason }) };
  if (!(await announce(run, principal, 'reauthorize', facts))) {
    // It was answered: whatever was lost before, this presentation was not.
    const presented = answerWasLost(principal) ? 'stays' : 'goes';
    return defer(attempt, principal, { code, action, presented, counts: false });
  }
  await principals.halt(principal.principalId, {
    leaseId,
    generation: principal.generation,
    haltReason,
    failures: principal.failures + 1,
    lastError: { code, action, at: clock.now() },
    presented: 'stays',
    announced: { what: 'reauthorize', generation: principal.generation },
  });
}

const EVENT_OF = {
  failing: EVENT.refreshFailing,
  reauthorize: EVENT.reauthorizationRequired,
  configuration: EVENT.configurationRequired,
} as const;

/**
 * Told once an episode: the row notes it after the event is out, so that a crash between repeats the same id. What must
 * be configured stands above what merely fails.
 */
export async function tell(
  { run }: Pick<Attempt, 'run'>,
  principal: Principal,
  what: Announced['what'],
  facts: { code: string; action: string; reason?: string },
): Promise<void> {
  const { announced, generation, principalId } = principal;
  if (announced !== undefined && (announced.what === what || what === 'failing')) return;
  if (await announce(run, principal, what, facts))
    await run.ports.principals.announced(principalId, generation, { what, generation });
}

/** False when the bus did not take it: whoever looks at the row next tells it. */
async function announce(
  run: Run,
  principal: Principal,
  what: Announced['what'],
  facts: { code: string; action: string; reason?: string },
): Promise<boolean> {
  const { announcer, clock } = run.ports;
  try {
    await announcer.announce(
      aboutPrincipal(EVENT_OF[what], principal, principal.generation, facts, clock.now()),
    );
    return true;
  } catch {
    run.tally.note(principal.app, 'announcement-failed', principal.principalId);
    return false;
  }
}
