import { PRINCIPAL_ID } from '../contract.ts';
import type { AppRun } from './app-run.ts';
import type { Reading } from './ports.ts';
import type { Attempt, Run } from './run.ts';

export type Claim =
  | { readonly claim: 'taken'; readonly attempt: Attempt }
  /** Another run has it, an operator paused it, or its time has moved. */
  | { readonly claim: 'lost' }
  /** It breaks the contract, or should not be there at all: left as it is. */
  | { readonly claim: 'unfit' };

/** Takes a row for this run. */
export async function claim(principalId: string, app: AppRun, run: Run): Promise<Claim> {
  const { principals, chance, clock } = run.ports;
  if (!PRINCIPAL_ID.test(principalId)) {
    run.tally.count('malformed', app.provider);
    run.tally.note(app.name, 'id-outside-the-alphabet', '(not shown)');
    return { claim: 'unfit' };
  }
  if (!(await app.serves(principalId))) {
    run.tally.count('skipped', app.provider);
    run.tally.note(app.name, 'second-principal-of-a-one-token-app', principalId);
    return { claim: 'unfit' };
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
  if (written.write === 'done')
    return { claim: 'taken', attempt: { run, app, principal: written.principal, leaseId, leaseUntil } };

  const problems = contractBreaches(written.now, app);
  if (!problems) {
    run.tally.count('claimLost', app.provider);
    return { claim: 'lost' };
  }
  run.tally.count('malformed', app.provider);
  run.tally.note(app.name, `row-breaks-the-contract (${problems.join(', ')})`, principalId);
  return { claim: 'unfit' };
}

const contractBreaches = (now: Reading, app: AppRun): readonly string[] | undefined => {
  if (now.row === 'malformed') return now.problems;
  if (now.row === 'missing' || now.principal.state !== 'active') return undefined;
  if (now.principal.app !== app.name) return [`app: is not ${app.name}, in whose queue the row stands`];
  if (now.principal.provider !== app.provider)
    return [`provider: is not ${app.provider}, its app's provider`];
  return undefined;
};
