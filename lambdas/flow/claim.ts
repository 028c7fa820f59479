import { ACTION } from '../core/action.ts';
import { answerWasLost, type Principal } from '../core/principal.ts';
import { read } from '../core/sealed.ts';
import type { Sealed } from '../core/tokens.ts';
import type { AppRun } from './app-run.ts';
import type { Presented, Reading } from './ports.ts';
import type { Attempt, Run } from './run.ts';
import { SealError } from './seal-error.ts';
import { defer } from './set-back.ts';

/**
 * Takes a row for this run. `undefined`: another run has it, an operator paused it, its time has moved, or it breaks
 * the contract; then it is left as it is.
 */
export async function claim(principalId: string, app: AppRun, run: Run): Promise<Attempt | undefined> {
  const { principals, chance, clock } = run.ports;
  if (!(await app.serves(principalId))) {
    run.tally.count('skipped', app.provider);
    run.tally.note(app.name, 'second-principal-of-a-one-token-app', principalId);
    return undefined;
  }
  const leaseId = chance.id();
  const leaseUntil = run.deadline + run.limits.leaseBeyondDeadline;
  const written = await principals.claim(principalId, {
    app: app.name,
    provider: app.provider,
    leaseId,
    until: leaseUntil,
    now: clock.now(),
  });
  if (written.write === 'done') return { run, app, principal: written.principal, leaseId, leaseUntil };

  const problems = contractBreaches(written.now, app);
  if (problems) {
    run.tally.count('malformed', app.provider);
    run.tally.note(app.name, `row-breaks-the-contract (${problems.join(', ')})`, principalId);
  } else run.tally.count('claimLost', app.provider);
  return undefined;
}

const contractBreaches = (now: Reading, app: AppRun): readonly string[] | undefined => {
  if (now.row === 'malformed') return now.problems;
  if (now.row === 'missing' || now.principal.state !== 'active') return undefined;
  if (now.principal.app !== app.name) return [`app: is not ${app.name}, in whose queue the row stands`];
  if (now.principal.provider !== app.provider)
    return [`provider: is not ${app.provider}, its app's provider`];
  return undefined;
};

/** What a failure before any request leaves of `presented`. */
export const presentedWhenNothingWasSent = (principal: Principal): Presented =>
  answerWasLost(principal) ? 'stays' : 'goes';

/** Opens the claimed row. `undefined`: it could not be opened, and the row is set back. */
export async function unseal(attempt: Attempt): Promise<Sealed | undefined> {
  const { run, principal } = attempt;
  const code = await open();
  if (typeof code !== 'string') return code;

  run.tally.count('deferred', principal.provider);
  run.tally.note(principal.app, code, principal.principalId);
  await defer(attempt, principal, {
    code,
    action: code === 'sealed-unreadable' ? ACTION.restoreSeal : ACTION.wait,
    counts: code === 'sealed-unreadable',
    presented: presentedWhenNothingWasSent(principal),
  });
  return undefined;

  async function open(): Promise<Sealed | SealError['code']> {
    try {
      return read(await run.ports.sealer.open(principal.sealed), principal) ?? 'sealed-unreadable';
    } catch (error) {
      if (error instanceof SealError) return error.code;
      throw error;
    }
  }
}
