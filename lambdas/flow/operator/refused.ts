import { isStray, type Principal } from '../../core/principal.ts';
import { SECOND } from '../../core/time.ts';
import type { Reading } from '../ports.ts';

/** Nothing was changed: the field at fault, and what to do. */
export interface Refused {
  readonly done: false;
  readonly field: string;
  readonly remedy: string;
}

export const refused = (field: string, remedy: string): Refused => ({ done: false, field, remedy });

/** Why a row as it stands now is not written. @param now epoch ms */
export const refusedBy = (principalId: string, reading: Reading, now: number): Refused => {
  switch (reading.row) {
    case 'missing':
      return refused('principal_id', `${principalId} is not enrolled`);
    case 'malformed':
      return refused(
        'principal_id',
        `Its row breaks the contract (${reading.problems.join(', ')}): remove it, then enrol it again`,
      );
    case 'found':
      return inFlight(reading.principal, now) ?? refusedAsHalted(reading.principal, now) ?? CHANGED;
  }
};

const CHANGED = refused('principal_id', 'Its row changed meanwhile: look at it, then try again');

/** The end of a lease counts as held, and the table counts whole seconds. */
const inFlight = ({ lease }: Principal, now: number): Refused | undefined =>
  lease && lease.until > now - SECOND
    ? refused(
        'principal_id',
        `It is in flight, a run holds it: try again in ${Math.ceil((lease.until - now) / SECOND) + 1} s`,
      )
    : undefined;

/** Nobody asks for it now, whatever is written. One that is held is being given a new grant at this moment. */
export const refusedAsHalted = (principal: Principal, now: number): Refused | undefined =>
  principal.state === 'halted' && !isStray(principal)
    ? (inFlight(principal, now) ??
      refused(
        'principal_id',
        `It is halted (${principal.haltReason}) and nobody asks for it: resume it with a new grant, or remove it`,
      ))
    : undefined;
