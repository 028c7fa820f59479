import { ACTION } from '../core/action.ts';
import type { HaltedPrincipal } from '../core/principal.ts';
import { type Enrolment, type Refusal, refusal } from './enrolment.ts';
import type { Claimed } from './exchange.ts';
import type { ExchangeSettings } from './exchange-run.ts';
import { LIMITS } from './limits.ts';
import type { Ports, Reading, Replacement } from './ports.ts';

/** A row that waits for what an exchange yields, and how to leave everything as it was when it yields nothing. */
export interface Waiting {
  readonly claimed: Claimed;
  undo(): Promise<unknown>;
}

const CHANGED = refusal('principal_id', 'Its row changed meanwhile: look at it, then try again');

/** A new row, with nothing to present yet, claimed from the start; refused, it goes again. */
export async function newRow(
  principalId: string,
  row: Replacement & Required<Pick<Replacement, 'lease'>>,
  { principals, clock }: Ports,
): Promise<Waiting | Refusal> {
  const written = await principals.create(principalId, row, clock.now());
  if (written.write === 'stale') return CHANGED;
  const { principal } = written;
  return {
    claimed: { principal, leaseId: row.lease.id, leaseUntil: row.lease.until },
    undo: () => principals.remove(principalId, principal.generation, clock.now(), row.lease.id),
  };
}

/**
 * A halted row is claimed as it stands: whatever it holds stays its own until there is something better, and keeping
 * that revives it.
 */
export async function haltedRow(
  enrolment: Enrolment,
  halted: HaltedPrincipal,
  { principals, clock, chance }: Ports,
  { deadline, limits = LIMITS }: ExchangeSettings,
): Promise<Waiting | Refusal> {
  const { principalId, app, provider, subject = halted.subject, labels } = enrolment;
  if (app !== halted.app || provider !== halted.provider)
    return refusal('app', `It belongs to ${halted.app}: authorize it there, or remove it first`);
  const lease = { id: chance.id(), until: deadline + limits.leaseBeyondDeadline };
  const { generation, haltReason, failures } = halted;
  const written = await principals.hold(principalId, { generation, lease, labels }, clock.now());
  if (written.write === 'stale') return CHANGED;

  const lastError = halted.lastError ?? { code: haltReason, action: ACTION.wait, at: clock.now() };
  const again = {
    leaseId: lease.id,
    generation,
    haltReason,
    failures,
    lastError,
    presented: 'stays',
  } as const;
  return {
    claimed: {
      principal: { ...written.principal, ...(subject !== undefined && { subject }) },
      leaseId: lease.id,
      leaseUntil: lease.until,
    },
    undo: () => principals.halt(principalId, again),
  };
}

/** @returns the row if it is halted: nothing else is there to be claimed */
export const haltedIn = (before: Reading): HaltedPrincipal | undefined =>
  before.row === 'found' && before.principal.state === 'halted' ? before.principal : undefined;
