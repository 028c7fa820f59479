import { ACTION } from '../core/action.ts';
import { freshBudget } from '../core/budget.ts';
import type { Principal } from '../core/principal.ts';
import { protocolOf } from '../core/protocols/index.ts';
import type { Protocol } from '../core/protocols/protocol.ts';
import { grantDigest, sealedText } from '../core/sealed.ts';
import { SECOND } from '../core/time.ts';
import type { Grant } from '../core/tokens.ts';
import { type Enrolled, type Enrolment, isExchanged, type Refusal, refusal } from './enrolment.ts';
import { unfitEnrolment } from './enrolment-rules.ts';
import { type Claimed, exchange } from './exchange.ts';
import type { ExchangeSettings } from './exchange-run.ts';
import { LIMITS } from './limits.ts';
import type { AppCredentials, Ports, Reading, Replacement } from './ports.ts';

/**
 * Puts a principal into the table. A refresh token, a login or a password to be kept is due at once: the next tick does
 * the rest. A code, or a password to be forgotten, is exchanged here and now, and the row is claimed *before* that:
 * what comes back has a place to be kept in.
 *
 * A grant that lives is never overwritten; a halted principal gets the new grant and runs again.
 */
export async function enrol(
  enrolment: Enrolment,
  ports: Ports,
  settings: ExchangeSettings = { deadline: ports.clock.now() + TIME_FOR_ONE },
): Promise<Enrolled> {
  const unfit = unfitEnrolment(enrolment);
  const protocol = protocolOf(enrolment.provider);
  if (unfit || !protocol) return unfit ?? refusal('provider', 'It is not known');

  const before = await ports.principals.get(enrolment.principalId);
  const occupied = mayReplace(before, ports.clock.now());
  if (occupied) return occupied;
  const fit = await fitApp(enrolment, protocol, ports);
  if ('enrolled' in fit) return fit;
  const taken = await takeApp(enrolment, protocol, ports);
  if (taken) return taken;

  const moved = before.row === 'found' && before.principal.app !== enrolment.app;
  let enrolled: Enrolled | undefined;
  try {
    enrolled = await writeRow(enrolment, before, fit, ports, settings);
    return enrolled;
  } finally {
    // What came of the row is the answer; an app that could not be given up is told by the next enrolment on it.
    if (!enrolled?.enrolled || moved) await giveUpApps(enrolment, before, ports).catch(() => {});
  }
}

/** One call's time, where nobody says how much there is. */
const TIME_FOR_ONE = 50 * SECOND;

const mayReplace = (before: Reading, now: number): Refusal | undefined => {
  if (before.row === 'malformed')
    return refusal('principal_id', 'A row of this name breaks the contract: correct or remove it first');
  if (before.row === 'missing' || before.principal.state === 'halted') return undefined;
  const { lease } = before.principal;
  return lease && lease.until > now
    ? refusal(
        'principal_id',
        `It is being worked on: try again in ${Math.ceil((lease.until - now) / SECOND)} s`,
      )
    : refusal('principal_id', 'It is enrolled and its grant lives: only a halted principal takes a new one');
};

interface Fit {
  readonly protocol: Protocol;
  readonly credentials: AppCredentials;
}

/** The app's secret can be used with this grant, and the app is this provider's. */
async function fitApp(
  { app, provider, grant }: Enrolment,
  protocol: Protocol,
  { apps, controls }: Ports,
): Promise<Fit | Refusal> {
  const credentials = await apps.read(app, provider, 'fresh');
  const problem = credentials.ok ? protocol.lacks(grant, credentials.apps[0]) : credentials.problems[0];
  if (!credentials.ok || problem)
    return refusal(`app secret ${problem?.field ?? ''}`.trim(), problem?.remedy ?? 'Register the app first');
  return (await controls.ensure(app, provider)) === 'other-provider'
    ? refusal('provider', `The app ${app} is known under another provider: use that, or another app name`)
    : { protocol, credentials };
}

/** A one-token app is taken before the row is written, so that two enrolments at once cannot both have it. */
async function takeApp(
  { app, principalId }: Enrolment,
  { tokensPerApp }: Protocol,
  { controls }: Ports,
): Promise<Refusal | undefined> {
  if (tokensPerApp === 'many') return undefined;
  const sole = await controls.adoptSole(app, principalId);
  return sole === principalId
    ? undefined
    : refusal(
        'app',
        `This provider keeps one token alive per app, and ${app} serves ${sole}: use another app`,
      );
}

/** Whatever became of it: an app that the row is not of, it does not hold. */
async function giveUpApps(
  { app, principalId }: Enrolment,
  before: Reading,
  { principals, controls }: Ports,
): Promise<void> {
  const now = await principals.get(principalId);
  if (now.row === 'malformed') return;
  const held = now.row === 'found' ? now.principal.app : undefined;
  const taken = new Set([app, ...(before.row === 'found' ? [before.principal.app] : [])]);
  for (const one of taken) if (one !== held) await controls.releaseSole(one, principalId);
}

/** Everything that can be had is had before the row is written, and the row is written before anybody is asked. */
async function writeRow(
  enrolment: Enrolment,
  before: Reading,
  fit: Fit,
  ports: Ports,
  settings: ExchangeSettings,
): Promise<Enrolled> {
  const seal = await ports.sealer.prepare();
  const row = await replacement(enrolment, before, ports, settings);
  const written = await write(enrolment.principalId, before, row, ports);
  if (written.write === 'stale')
    return refusal('principal_id', 'Its row changed meanwhile: look at it, then try again');

  const { principal } = written;
  const { principalId, secretName } = principal;
  const next = 'The next tick, at most a minute away, gets the first token and publishes it.';
  if (!row.lease) return { enrolled: true, principalId, secretName, published: false, next };

  const claimed: Claimed = { principal, leaseId: row.lease.id, leaseUntil: row.lease.until };
  const enrolled = await exchange(enrolment, { ...fit, seal }, claimed, ports, settings);
  if (!enrolled.enrolled) await undo(claimed, before, ports);
  return enrolled;
}

const write = (principalId: string, before: Reading, row: Replacement, { principals, clock }: Ports) =>
  before.row === 'found'
    ? principals.replace(principalId, before.principal.generation, row, clock.now())
    : principals.create(principalId, row, clock.now());

/**
 * Nothing is left of a refused enrolment: a row that was made for it goes, one that was halted is halted again. Where
 * that fails, a tick finds a row with nothing to present, halts it and tells so.
 */
async function undo({ principal, leaseId }: Claimed, before: Reading, ports: Ports): Promise<void> {
  const { principals, clock, journal } = ports;
  const { principalId, generation } = principal;
  try {
    if (before.row === 'found' && before.principal.state === 'halted') {
      const { haltReason, failures, lastError, announced } = before.principal;
      const error = lastError ?? { code: haltReason, action: ACTION.wait, at: clock.now() };
      const halted = {
        leaseId,
        generation,
        haltReason,
        failures,
        lastError: error,
        presented: 'goes',
      } as const;
      await principals.halt(principalId, { ...halted, ...(announced && { announced }) });
    } else await principals.remove(principalId, generation, clock.now(), leaseId);
  } catch (error) {
    journal.warn('a refused enrolment could not be undone', { principalId, error });
  }
}

async function replacement(
  enrolment: Enrolment,
  before: Reading,
  { sealer, vault, clock, chance }: Ports,
  { deadline, limits = LIMITS }: ExchangeSettings,
): Promise<Replacement> {
  const { principalId, provider, app, subject, labels } = enrolment;
  const now = clock.now();
  const secretName = vault.nameFor(provider, principalId);
  const seal = await sealer.prepare();
  const old: Principal | undefined = before.row === 'found' ? before.principal : undefined;
  const grant = keptGrant(enrolment);
  const keptBy = chance.id();
  return {
    provider,
    app,
    sealed: await seal(sealedText({ principalId, provider, app, grant })),
    grantDigest: grantDigest(principalId, grant),
    // Never restarts: above the old row's, above any version still under that name, at least the epoch's seconds.
    generation: Math.max(
      Math.floor(now / SECOND),
      (old?.generation ?? 0) + 1,
      (await vault.latestGeneration(secretName)) + 1,
    ),
    keptBy,
    secretName,
    publishBudget: old?.publishBudget ?? freshBudget(now),
    ...(isExchanged(enrolment) && { lease: { id: keptBy, until: deadline + limits.leaseBeyondDeadline } }),
    ...(subject !== undefined && { subject }),
    ...(labels !== undefined && { labels }),
  };
}

/** What is exchanged is never kept: a row whose exchange was cut off has nothing to present, and its owner is asked. */
const keptGrant = (enrolment: Enrolment): Grant =>
  isExchanged(enrolment) || enrolment.grant.kind === 'authorization_code'
    ? { kind: 'none' }
    : enrolment.grant;
