import { keptButNotPublished, whatToDo } from '../core/due.ts';
import type { Outcome } from '../core/outcome.ts';
import { accessOf } from '../core/sealed.ts';
import type { Presentable, Sealed } from '../core/tokens.ts';
import type { AppRun } from './app-run.ts';
import { ask } from './ask.ts';
import { type Claim, claim } from './claim.ts';
import { giveUp, judgeAnswer } from './judge.ts';
import { type Keeping, keep, yieldOf } from './keep.ts';
import type { AppCredentials } from './ports.ts';
import { credentialsOf, dataKey, permitToPublish, unseal } from './prepare.ts';
import { publishAndSettle, republishAndSettle } from './publish.ts';
import type { Attempt, Run } from './run.ts';
import { setBackUnasked } from './set-back.ts';

/**
 * One principal, in the order that everything rests on:
 *
 *     claim → unseal → (data key, permit to publish) → ask → KEEP → publish → settle → announce
 *                                                      '-------'
 *                                                      the only gap in which a grant can be lost
 *
 * A rotated refresh token cannot be had twice, so its successor is kept at once, before anything is published; the
 * principal is settled last. A stop between any two steps is taken up by a later run from what the row says.
 */
export async function refresh(principalId: string, app: AppRun, run: Run): Promise<Claim['claim']> {
  const claimed = await claim(principalId, app, run);
  if (claimed.claim === 'taken') await workOn(claimed.attempt);
  return claimed.claim;
}

async function workOn(attempt: Attempt): Promise<void> {
  const { run, app, principal } = attempt;
  const sealed = await unseal(attempt);
  if (!sealed) return;
  const { clock } = run.ports;
  // What was kept needs nobody's credentials to be published.
  const kept = keptButNotPublished({ principal, sealed, now: clock.now() });
  const superseded = kept && (await republishAndSettle(attempt, kept.access)) === 'superseded';
  if (kept && !superseded) return;

  const credentials = await credentialsOf(attempt);
  if (!credentials) return;
  const afterLostAnswer = credentials.ok ? app.protocol.afterLostAnswer(credentials.apps[0]) : 'retry';
  const fallback = app.protocol.fallback(sealed.grant);
  const work = whatToDo({
    principal,
    sealed,
    afterLostAnswer,
    fallback,
    superseded,
    now: clock.now(),
  });
  switch (work.do) {
    case 'publish':
      await republishAndSettle(attempt, work.access);
      return;
    case 'hold':
      return setBackUnasked(attempt, work.why, { until: work.until });
    case 'give-up':
      return giveUp(attempt, work.why);
    case 'ask':
      return renew(attempt, sealed, work.grant, credentials);
  }
}

/** Everything that can be had is had before asking; what comes back is kept before anything else. */
async function renew(
  attempt: Attempt,
  sealed: Sealed,
  grant: Presentable,
  credentials: AppCredentials,
): Promise<void> {
  const { run, app } = attempt;
  const seal = await dataKey(attempt);
  if (!seal || !(await permitToPublish(attempt, sealed))) return;

  const asking = await ask(grant, credentials, attempt);
  if (asking.asking === 'superseded') return run.tally.count('superseded', app.provider);
  if (asking.asking === 'broken-off')
    return setBackUnasked(attempt, asking.code, asking.unspent ? {} : { presented: 'stays' });

  const { answer } = asking;
  if (answer.outcome.kind !== 'refreshed') return judgeAnswer(attempt, answer, seal);

  const keeping = await keep(attempt, yieldOf(attempt, answer.used, answer.askedAt, answer.outcome), seal);
  // The app works, whatever became of this row.
  app.succeeded();
  await afterKeeping(attempt, keeping, answer.outcome);
}

async function afterKeeping(
  attempt: Attempt,
  keeping: Keeping,
  { tokens, warnings }: Extract<Outcome, { kind: 'refreshed' }>,
): Promise<void> {
  const { run, app, principal } = attempt;
  if (keeping.keeping === 'superseded') return run.tally.count('superseded', app.provider);
  if (keeping.keeping === 'rescued') return;

  run.tally.count('refreshed', app.provider);
  for (const warning of warnings) run.tally.note(app.name, `odd-reply-${warning}`, principal.principalId);
  await publishAndSettle(attempt, keeping.principal, accessOf(tokens), 'stays');
}
