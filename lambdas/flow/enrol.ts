import { protocolOf } from '../core/protocols/index.ts';
import { SECOND } from '../core/time.ts';
import { type Fit, fitApp, giveUpApps, takeApp } from './app-of-enrolment.ts';
import { type Enrolled, type Enrolment, isExchanged, type Refusal, refusal } from './enrolment.ts';
import { unfitEnrolment } from './enrolment-rules.ts';
import { exchange } from './exchange.ts';
import type { ExchangeSettings } from './exchange-run.ts';
import type { Ports, Reading } from './ports.ts';
import { haltedIn, haltedRow, newRow } from './row-for-exchange.ts';
import { claimedRowOf, rowOf } from './row-of-enrolment.ts';

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
  const { principalId } = enrolment;
  if (isExchanged(enrolment)) return exchangeOnRow(enrolment, before, fit, ports, settings);

  const { principals, clock } = ports;
  const row = await rowOf(enrolment, before, ports);
  const written =
    before.row === 'found'
      ? await principals.replace(principalId, before.principal.generation, row, clock.now())
      : await principals.create(principalId, row, clock.now());
  if (written.write === 'stale')
    return refusal('principal_id', 'Its row changed meanwhile: look at it, then try again');
  return {
    enrolled: true,
    principalId,
    secretName: row.secretName,
    published: false,
    next: 'The next tick, at most a minute away, gets the first token and publishes it.',
  };
}

async function exchangeOnRow(
  enrolment: Enrolment,
  before: Reading,
  fit: Fit,
  ports: Ports,
  settings: ExchangeSettings,
): Promise<Enrolled> {
  const seal = await ports.sealer.prepare();
  const halted = haltedIn(before);
  const waiting = halted
    ? await haltedRow(enrolment, halted, ports, settings)
    : await newRow(enrolment.principalId, await claimedRowOf(enrolment, ports, settings), ports);
  if ('enrolled' in waiting) return waiting;

  const enrolled = await exchange(enrolment, { ...fit, seal }, waiting.claimed, ports, settings);
  if (!enrolled.enrolled)
    // Where that fails, a tick finds a row with nothing to present, halts it and tells so.
    await waiting.undo().catch((error) => {
      const { principalId } = enrolment;
      ports.journal.warn('a refused enrolment could not be undone', { principalId, error });
    });
  return enrolled;
}
