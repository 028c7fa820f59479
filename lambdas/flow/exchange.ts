import { ACTION } from '../core/action.ts';
import type { Outcome, Salvage } from '../core/outcome.ts';
import type { Principal } from '../core/principal.ts';
import type { Protocol } from '../core/protocols/protocol.ts';
import { accessOf } from '../core/sealed.ts';
import type { Presentable } from '../core/tokens.ts';
import { AppRun } from './app-run.ts';
import { type Answer, ask } from './ask.ts';
import { type Enrolled, type Enrolment, refusal } from './enrolment.ts';
import { type ExchangeSettings, exchangeRun } from './exchange-run.ts';
import { type Keeping, keep, yieldOf } from './keep.ts';
import type { AppCredentials, Ports, Seal } from './ports.ts';
import { publishAndSettle } from './publish.ts';
import { notYielded } from './refused-exchange.ts';
import type { Attempt } from './run.ts';
import { defer } from './set-back.ts';

/** The row that was claimed for what comes back. */
export interface Claimed {
  readonly principal: Principal;
  readonly leaseId: string;
  readonly leaseUntil: number;
}

/**
 * Presents a code, or a password that nobody keeps, once; keeps and publishes what it yields in the order of a tick.
 * The row is claimed and the data key is in hand before.
 */
export async function exchange(
  enrolment: Enrolment,
  { protocol, credentials, seal }: { protocol: Protocol; credentials: AppCredentials; seal: Seal },
  claimed: Claimed,
  ports: Ports,
  settings: ExchangeSettings,
): Promise<Enrolled> {
  const run = exchangeRun(ports, settings);
  const attempt: Attempt = { run, app: AppRun.apart(enrolment, protocol, run), ...claimed };
  const enrolled = await obtain(enrolment.grant, credentials, seal, attempt);
  for (const group of run.tally.groups()) ports.journal.warn('noted', { ...group });
  return enrolled;
}

async function obtain(
  grant: Presentable,
  credentials: AppCredentials,
  seal: Seal,
  attempt: Attempt,
): Promise<Enrolled> {
  const { protocol } = attempt.app;
  const asking = await ask(grant, credentials, attempt);
  if (asking.asking !== 'answered') return notYielded(asking, grant, protocol);
  const { answer } = asking;
  const { outcome } = answer;
  if (outcome.kind === 'refreshed') return keepAndPublish(attempt, answer, outcome, seal);
  if (outcome.kind === 'deferred' && outcome.salvage && goesOn(outcome.salvage))
    return keepSalvage(attempt, answer, outcome.salvage, seal);
  return notYielded(asking, grant, protocol);
}

/** Without a refresh token there is nothing to ask with next time. */
const goesOn = ({ tokens, refreshToken }: Salvage): boolean =>
  Boolean(tokens ? tokens.refreshToken : refreshToken);

/** What was presented is never kept: what it yielded has to do. */
const SPENT = { kind: 'none' } as const;

async function keepAndPublish(
  attempt: Attempt,
  { askedAt }: Answer,
  { tokens, warnings }: Extract<Outcome, { kind: 'refreshed' }>,
  seal: Seal,
): Promise<Enrolled> {
  const { run, app, principal } = attempt;
  for (const warning of warnings) run.tally.note(app.name, `odd-reply-${warning}`, principal.principalId);
  const keeping = await keep(attempt, yieldOf(attempt, SPENT, askedAt, { tokens }), seal);
  if (keeping.keeping !== 'kept') return notKept(attempt, keeping);
  await leftToTicks(attempt, publishAndSettle(attempt, keeping.principal, accessOf(tokens), 'goes'));
  const published = run.tally.of('published') > 0;
  const next = tokens.refreshToken
    ? 'It is refreshed before it expires.'
    : 'No refresh token came with it: when it is about to expire, its owner must authorize again.';
  return enrolled(
    attempt,
    published,
    published ? next : `The token is kept; the next tick publishes it. ${next}`,
  );
}

/** An answer that cannot be used has still spent the code: the refresh token in it serves from the next tick on. */
async function keepSalvage(
  attempt: Attempt,
  { askedAt }: Answer,
  { tokens, refreshToken }: Salvage,
  seal: Seal,
): Promise<Enrolled> {
  const got = tokens ? { tokens } : { refreshToken };
  const keeping = await keep(attempt, yieldOf(attempt, SPENT, askedAt, got), seal);
  if (keeping.keeping !== 'kept') return notKept(attempt, keeping);
  const until = attempt.run.ports.clock.now();
  const how = { code: 'odd-exchange', action: ACTION.reportReply, counts: false, until } as const;
  await leftToTicks(attempt, defer(attempt, keeping.principal, { ...how, presented: 'goes' }));
  return enrolled(
    attempt,
    false,
    'The provider answered oddly: a refresh token, but no usable access token. The next tick asks with it.',
  );
}

/** Once it is kept, it is enrolled: what fails after that is made up for by the tick that finds the lease ended. */
const leftToTicks = ({ run, app, principal }: Attempt, rest: Promise<void>): Promise<void> =>
  rest.catch((error) => {
    const { name } = error instanceof Error ? error : { name: typeof error };
    run.tally.note(app.name, `broken-off (${name})`, principal.principalId);
  });

const enrolled = ({ principal }: Attempt, published: boolean, next: string): Enrolled => ({
  enrolled: true,
  principalId: principal.principalId,
  secretName: principal.secretName,
  published,
  next,
});

const notKept = (attempt: Attempt, { keeping }: Keeping): Enrolled =>
  keeping === 'rescued'
    ? enrolled(
        attempt,
        false,
        "The table could not be written. What was obtained is sealed in a 'rescue' line of this function's log, and the function's next call keeps it if that comes soon.",
      )
    : refusal(
        'principal_id',
        'Its row changed meanwhile, and what was obtained is not kept: authorize again',
      );
