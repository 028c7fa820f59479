import { ACTION } from '../core/action.ts';
import { nextBack, paceOf } from '../core/budget.ts';
import { whatToDo } from '../core/due.ts';
import { answerWasLost } from '../core/principal.ts';
import { type AccessToken, type Grant, isBearer, type Sealed } from '../core/tokens.ts';
import type { AppRun } from './app-run.ts';
import { ask } from './ask.ts';
import { claim, presentedWhenNothingWasSent, unseal } from './claim.ts';
import { judgeAnswer } from './judge.ts';
import { keep, yieldOf } from './keep.ts';
import type { AppCredentials, Seal } from './ports.ts';
import { publish, publishAndSettle, republishAndSettle } from './publish.ts';
import type { Attempt, Run } from './run.ts';
import { defer, halt, tell } from './set-back.ts';

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
export async function refresh(principalId: string, app: AppRun, run: Run): Promise<void> {
  const attempt = await claim(principalId, app, run);
  if (!attempt) return;
  const sealed = await unseal(attempt);
  if (!sealed) return;
  const credentials = await credentialsOf(attempt);
  if (!credentials) return;

  const { principal } = attempt;
  const afterLostAnswer = credentials.ok ? app.protocol.afterLostAnswer(credentials.apps[0]) : 'retry';
  const work = whatToDo({ principal, sealed, afterLostAnswer, now: run.ports.clock.now() });
  switch (work.do) {
    case 'publish':
      return republishAndSettle(attempt, sealed.access as AccessToken);
    case 'hold':
      return hold(attempt);
    case 'login':
      return renew(attempt, sealed, { kind: 'login' }, credentials);
    case 'ask':
      return renew(attempt, sealed, sealed.grant, credentials);
  }
}

/** Everything that can be had is had before asking; what comes back is kept before anything else. */
async function renew(
  attempt: Attempt,
  sealed: Sealed,
  grant: Grant,
  credentials: AppCredentials,
): Promise<void> {
  const { run, app, principal } = attempt;
  const seal = await dataKey(attempt);
  if (!seal || !(await permitToPublish(attempt, sealed))) return;

  const asking = await ask(grant, credentials, attempt);
  if (asking.asking === 'superseded') return run.tally.count('superseded', app.provider);
  if (asking.asking === 'out-of-time')
    return setBackUnasked(attempt, 'out-of-time', asking.unspent ? undefined : 'stays');

  const { answer } = asking;
  if (answer.outcome.kind !== 'refreshed') return judgeAnswer(attempt, answer, seal);

  const keeping = await keep(attempt, yieldOf(attempt, answer.used, answer.askedAt, answer.outcome), seal);
  if (keeping.keeping === 'superseded') return run.tally.count('superseded', app.provider);
  if (keeping.keeping === 'rescued') return;

  run.tally.count('refreshed', app.provider);
  for (const warning of answer.outcome.warnings)
    run.tally.note(app.name, `odd-reply-${warning}`, principal.principalId);
  const { accessToken: token, tokenType = 'Bearer' } = answer.outcome.tokens;
  await publishAndSettle(attempt, keeping.principal, { token, tokenType }, 'stays');
  await app.succeeded();
}

/** A secret that is missing or unfit is an answer; one that cannot be read just now is nobody's fault. */
async function credentialsOf(attempt: Attempt): Promise<AppCredentials | undefined> {
  try {
    return await attempt.app.credentials();
  } catch {
    await setBackUnasked(attempt, 'app-secret-unavailable');
    return undefined;
  }
}

/** The key that will seal the answer, in hand before there is an answer. */
async function dataKey(attempt: Attempt): Promise<Seal | undefined> {
  try {
    return await attempt.run.ports.sealer.prepare();
  } catch {
    await setBackUnasked(attempt, 'key-unavailable');
    return undefined;
  }
}

async function permitToPublish(attempt: Attempt, { access }: Sealed): Promise<boolean> {
  const { run, principal } = attempt;
  const published =
    access && isBearer(access.tokenType) && principal.generation === principal.publishedGeneration;
  const prove = published ? () => publish(run, principal, access) : undefined;
  const permit = await run.gate.permit(principal, prove);
  if (permit.permit === 'granted') return true;

  await setBackUnasked(attempt, permit.why);
  if (permit.why === 'publish-budget-spent')
    await tell(attempt, principal, 'configuration', { code: permit.why, action: ACTION.fixLifetime });
  return false;
}

/** Nobody has been asked: the row looks again soon, and nothing is held against it. */
async function setBackUnasked(attempt: Attempt, code: string, presented?: 'stays'): Promise<void> {
  const { run, principal } = attempt;
  const until =
    code === 'publish-budget-spent'
      ? nextBack(principal.publishBudget, paceOf(principal), run.ports.clock.now())
      : undefined;
  run.tally.count('deferred', principal.provider);
  run.tally.note(principal.app, code, principal.principalId);
  await defer(attempt, principal, {
    code,
    action: code === 'publish-budget-spent' ? ACTION.fixLifetime : ACTION.wait,
    counts: false,
    presented: presented ?? presentedWhenNothingWasSent(principal),
    ...(until === undefined ? {} : { until }),
  });
}

/** Presenting this grant again could revoke its whole family of tokens: a person decides. */
async function hold(attempt: Attempt): Promise<void> {
  const { run, app, principal } = attempt;
  run.tally.count('refused', app.provider);
  if (answerWasLost(principal)) run.tally.count('answerLost', app.provider);
  run.tally.note(app.name, 'answer-lost', principal.principalId);
  await halt(attempt, principal, {
    code: 'answer-lost',
    action: app.protocol.reauthorize,
    reason: 'An answer was lost, and this server revokes every token of a grant that is presented twice.',
    presented: 'stays',
    haltReason: 'answer-lost',
  });
}
