import { ACTION } from '../core/action.ts';
import { type Outcome, type Salvage, verdictOf } from '../core/outcome.ts';
import { answerWasLost, type Principal } from '../core/principal.ts';
import type { Answer } from './ask.ts';
import { keep, yieldOf } from './keep.ts';
import type { Presented, Seal } from './ports.ts';
import type { Attempt } from './run.ts';
import { defer, halt, tell } from './set-back.ts';

/** Back off the longest: what was misconfigured twice in a row waits for a person. */
const MOST_PATIENT = 5;

type Of<Kind extends Outcome['kind']> = Extract<Outcome, { kind: Kind }>;

/** What follows from an answer that gave no usable token. */
export async function judgeAnswer(attempt: Attempt, answer: Answer, seal: Seal): Promise<void> {
  const { outcome } = answer;
  switch (outcome.kind) {
    case 'refreshed':
      return;
    case 'deferred':
      return deferred(attempt, answer, outcome, seal);
    case 'refused':
      return refused(attempt, answer, outcome, seal);
    case 'misconfigured':
      return misconfigured(attempt, answer, outcome);
  }
}

async function deferred(
  attempt: Attempt,
  answer: Answer,
  outcome: Of<'deferred'>,
  seal: Seal,
): Promise<void> {
  const { app } = attempt;
  let { principal } = attempt;
  let presented = presentedAfter(attempt, answer);
  if (outcome.salvage) {
    const kept = await keepSalvage(attempt, answer, outcome.salvage, seal);
    if (!kept) return;
    principal = kept;
    presented = 'stays';
  }
  note(attempt, 'deferred', outcome);
  if (outcome.appWaitMs !== undefined) app.mustWait(outcome.appWaitMs);
  // A throttle turns a request away unspent; anything else that gave no usable answer is an outage.
  if (outcome.appWaitMs === undefined || !answer.unspent) app.failedForAWhile(principal.principalId);
  await defer(attempt, principal, {
    code: outcome.code,
    action: outcome.verdict === 'malformed' ? ACTION.reportReply : ACTION.wait,
    reason: outcome.reason,
    counts: true,
    presented,
  });
}

/** Evidence against the principal itself, unless refusals come in bulk: then it is the app, and nobody is halted. */
async function refused(attempt: Attempt, answer: Answer, outcome: Of<'refused'>, seal: Seal): Promise<void> {
  const { app, run } = attempt;
  const principal = outcome.salvage
    ? await keepSalvage(attempt, answer, outcome.salvage, seal)
    : attempt.principal;
  if (!principal) return;
  const mayHalt = await app.refused({ principalId: principal.principalId, code: outcome.code });
  note(attempt, 'refused', outcome);
  const lost = answerWasLost(principal);
  if (lost) run.tally.count('answerLost', app.provider);
  const { code, reason } = outcome;
  if (!mayHalt)
    return defer(attempt, principal, {
      code,
      action: ACTION.fixApp,
      reason,
      counts: false,
      // It was answered: whatever was lost before, this presentation was not.
      presented: lost ? 'stays' : 'goes',
    });
  await halt(attempt, principal, {
    code,
    action: app.protocol.reauthorize,
    reason: lost ? `An earlier answer was lost and had spent the grant. ${reason}` : reason,
    haltReason: lost ? 'answer-lost' : 'refused',
  });
}

/** An unusable reply can still have spent the old grant: the new one in it is kept like any other. */
async function keepSalvage(
  attempt: Attempt,
  answer: Answer,
  { tokens, refreshToken }: Salvage,
  seal: Seal,
): Promise<Principal | undefined> {
  const { run, app } = attempt;
  const got = tokens ? { tokens } : { refreshToken };
  const keeping = await keep(attempt, yieldOf(attempt, answer.used, answer.askedAt, got), seal);
  if (keeping.keeping === 'superseded') run.tally.count('superseded', app.provider);
  return keeping.keeping === 'kept' ? keeping.principal : undefined;
}

/** Nobody was asked, since there is nothing to ask with: only its owner can help. */
export async function giveUp(attempt: Attempt, code: string): Promise<void> {
  const { run, app, principal } = attempt;
  run.tally.count('refused', app.provider);
  run.tally.note(app.name, code, principal.principalId, 'reauthorize');
  await halt(attempt, principal, { code, action: app.protocol.reauthorize, haltReason: code });
}

/** Nothing is counted against the principal. One that stands alone in this while its app works is named by itself. */
async function misconfigured(attempt: Attempt, answer: Answer, outcome: Of<'misconfigured'>): Promise<void> {
  const { app, principal } = attempt;
  const { code, reason, unmistakable } = outcome;
  const again = principal.lastError?.code === code;
  // Its app has had a success since this one failed: that clears the list.
  const alone = again && !app.standing.misconfigured.includes(principal.principalId);
  await app.refusedItself({ principalId: principal.principalId, code, unmistakable });
  note(attempt, 'misconfigured', outcome);
  await defer(attempt, principal, {
    code,
    action: ACTION.fixApp,
    reason,
    counts: false,
    ...(again ? { patience: MOST_PATIENT } : {}),
    presented: presentedAfter(attempt, answer),
  });
  if (alone && !app.standing.pause)
    await tell(attempt, principal, 'configuration', { code, action: ACTION.checkRow, reason });
}

/** Goes only when the answer proves the grant unspent and no earlier presentation was open. */
const presentedAfter = ({ principal }: Attempt, { unspent }: Answer): Presented =>
  unspent && !answerWasLost(principal) ? 'goes' : 'stays';

const note = (
  { run, app, principal }: Attempt,
  what: 'deferred' | 'refused' | 'misconfigured',
  outcome: Exclude<Outcome, { kind: 'refreshed' }>,
): void => {
  run.tally.count(what, app.provider);
  run.tally.note(app.name, outcome.code, principal.principalId, verdictOf(outcome));
};
