import { blamedOnCertificate } from '../core/certificates.ts';
import type { Outcome } from '../core/outcome.ts';
import type { App, TokenRequest } from '../core/protocols/protocol.ts';
import { blamedOnApp } from '../core/refused-login.ts';
import { forTheSameSubject } from '../core/subject.ts';
import { wholeSeconds } from '../core/time.ts';
import type { Presentable } from '../core/tokens.ts';
import { judge } from '../core/unanswered.ts';
import type { AppCredentials } from './ports.ts';
import { type Attempt, mayStillAsk } from './run.ts';

/** What asking came to, over as many requests as it took. */
export interface Answer {
  readonly outcome: Outcome;
  /** The grant of the last request. */
  readonly used: Presentable;
  /** When the last request was sent, epoch ms in whole seconds: a token's life counts from here. */
  readonly askedAt: number;
  /** No request reached the cloud, or every answer proves that the grant was not consumed. */
  readonly unspent: boolean;
}

export type Asking =
  | { readonly asking: 'answered'; readonly answer: Answer }
  /** The row was given another grant meanwhile: what was refused is no longer its own. */
  | { readonly asking: 'superseded' }
  /**
   * A request that should have been sent was not: the run is too near its end to keep an answer, or the app's secret
   * could not be read again before anything was blamed on it.
   */
  | { readonly asking: 'broken-off'; readonly code: string; readonly unspent: boolean };

/**
 * Asks with the app's credentials in their order; reads the app's secret once past the cache before anything is blamed
 * on it; believes a refusal only when the row still holds the grant that was refused; then logs in where the protocol
 * can do that without a person.
 */
export async function ask(grant: Presentable, known: AppCredentials, attempt: Attempt): Promise<Asking> {
  const { app, principal } = attempt;
  let answer = await askInTurn(grant, known, attempt);
  if (!answer) return outOfTime(true);

  if (answer.outcome.kind === 'misconfigured') {
    const fresh = await app.rereadCredentials().catch(() => undefined);
    if (!fresh) return { asking: 'broken-off', code: 'app-secret-unavailable', unspent: answer.unspent };
    if (answer.unspent && fresh.version !== known.version)
      answer = after(answer, await askInTurn(grant, fresh, attempt));
  }
  if (answer.outcome.kind === 'refused') {
    if (!(await grantIsStillTheRows(attempt))) return { asking: 'superseded' };
    const login = grant.kind === 'authorization_code' ? undefined : app.protocol.fallback(grant);
    if (login) {
      const loggedIn = await askInTurn(login, await app.credentials(), attempt);
      if (!loggedIn) return outOfTime(false);
      answer = after(answer, loggedIn);
    }
  }
  const outcome = forTheSameSubject(answer.outcome, answer.used, principal.subject);
  return { asking: 'answered', answer: { ...answer, outcome } };
}

/** One request per client secret, until one is not turned away at the door: that is how a secret is rotated. */
async function askInTurn(
  grant: Presentable,
  credentials: AppCredentials,
  attempt: Attempt,
): Promise<Answer | undefined> {
  if (!credentials.ok) return unfit(grant, credentials.problems, attempt, { unmistakable: true });
  let answer: Answer | undefined;
  for (const app of credentials.apps) {
    const problem = attempt.app.protocol.lacks(grant, app);
    // It concerns those alone who need it.
    if (problem) return unfit(grant, [problem], attempt, { unmistakable: false });
    const next = await askOnce(grant, app, attempt);
    answer = answer ? after(answer, next) : next;
    if (answer?.outcome.kind !== 'misconfigured' || !answer.unspent) break;
  }
  return answer;
}

async function askOnce(grant: Presentable, credentials: App, attempt: Attempt): Promise<Answer | undefined> {
  const { run, app } = attempt;
  const { clock, transport, meter } = run.ports;
  const sentAt = clock.now();
  const request: TokenRequest = app.protocol.ask(grant, credentials, sentAt);
  if (!mayStillAsk(attempt)) return undefined;

  app.countRequest();
  const sending = await transport.send(request, credentials.tls, {
    totalMs: run.limits.provider,
    connectMs: run.limits.connect,
  });
  meter.providerLatency(app.provider, clock.now() - sentAt);

  const judged =
    sending.kind === 'answered'
      ? app.protocol.read(request.asked, sending.reply)
      : blamedOnCertificate(judge(sending.failure), credentials.tls, clock.now());
  const outcome = blamedOnApp(judged, grant);
  const unspent =
    isRepeatable(grant) ||
    ((outcome.kind === 'deferred' || outcome.kind === 'misconfigured') && outcome.unspent);
  return { outcome, used: grant, askedAt: wholeSeconds(sentAt), unspent };
}

/** A login is not spent by being used. */
const isRepeatable = ({ kind }: Presentable): boolean => kind === 'login' || kind === 'password';

/** "Superseded" otherwise: the refusal was about a grant that an operator or a late write has replaced meanwhile. */
async function grantIsStillTheRows({ run, principal }: Attempt): Promise<boolean> {
  const reading = await run.ports.principals.get(principal.principalId);
  return (
    reading.row === 'found' &&
    reading.principal.generation === principal.generation &&
    reading.principal.grantDigest === principal.grantDigest
  );
}

const outOfTime = (unspent: boolean): Asking => ({ asking: 'broken-off', code: 'out-of-time', unspent });

/** The later answer counts; the grant is unspent only if every answer says so. */
const after = (first: Answer, second: Answer | undefined): Answer =>
  second ? { ...second, unspent: first.unspent && second.unspent } : first;

const unfit = (
  grant: Presentable,
  problems: readonly { field: string; remedy: string }[],
  { run }: Attempt,
  { unmistakable }: { unmistakable: boolean },
): Answer => ({
  outcome: {
    kind: 'misconfigured',
    code: 'app-secret-unfit',
    reason: `The app's secret cannot be used: ${problems.map(({ field, remedy }) => `${field}: ${remedy}`).join('; ')}.`,
    unspent: true,
    unmistakable,
  },
  used: grant,
  askedAt: wholeSeconds(run.ports.clock.now()),
  unspent: true,
});
