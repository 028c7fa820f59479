import { ACTION } from '../core/action.ts';
import { protocolOf } from '../core/protocols/index.ts';
import { SECOND } from '../core/time.ts';
import { type Fit, fitApp, giveUpApps, takeApp } from './app-of-enrolment.ts';
import { type Enrolled, type Enrolment, type Refusal, refusal } from './enrolment.ts';
import { unfitEnrolment } from './enrolment-rules.ts';
import { type Claimed, exchange } from './exchange.ts';
import type { ExchangeSettings } from './exchange-run.ts';
import type { Ports, Reading, Replacement } from './ports.ts';
import { rowOf } from './row-of-enrolment.ts';

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

  const before = await rowBefore(enrolment.principalId, ports);
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

/** A late answer can have been kept after a halt: the grant that stands there then lives, and runs again. */
async function rowBefore(principalId: string, { principals, clock }: Ports): Promise<Reading> {
  const reading = await principals.get(principalId);
  if (reading.row !== 'found' || reading.principal.state !== 'halted') return reading;
  if (reading.principal.haltedGeneration >= reading.principal.generation) return reading;
  const adopted = await principals.adopt(principalId, clock.now());
  return adopted.write === 'done' ? { row: 'found', principal: adopted.principal } : adopted.now;
}

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

/** Everything that can be had is had before the row is written, and the row is written before anybody is asked. */
async function writeRow(
  enrolment: Enrolment,
  before: Reading,
  fit: Fit,
  ports: Ports,
  settings: ExchangeSettings,
): Promise<Enrolled> {
  const seal = await ports.sealer.prepare();
  const row = await rowOf(enrolment, before, ports, settings);
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
      const { haltReason, failures } = before.principal;
      const lastError = before.principal.lastError ?? {
        code: haltReason,
        action: ACTION.wait,
        at: clock.now(),
      };
      // What was announced of it stands in its row still.
      const halted = { leaseId, generation, haltReason, failures, lastError, presented: 'goes' } as const;
      await principals.halt(principalId, halted);
    } else await principals.remove(principalId, generation, clock.now(), leaseId);
  } catch (error) {
    journal.warn('a refused enrolment could not be undone', { principalId, error });
  }
}
