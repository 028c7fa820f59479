import { isStray, type Principal } from '../../core/principal.ts';
import type { Ports } from '../ports.ts';
import { type Refused, refused, refusedAsHalted, refusedBy } from './refused.ts';
import { rowToChange } from './row-to-change.ts';

export interface MarkedDue {
  readonly done: true;
  readonly change: 'marked-due';
}

/**
 * Brings the next refresh forward to now: the next tick does it. While a run holds the row there is nothing to bring
 * forward.
 */
export async function markDue(
  principalId: string,
  ports: Pick<Ports, 'principals' | 'clock'>,
): Promise<MarkedDue | Refused> {
  const { principals, clock } = ports;
  const row = await rowToChange(principalId, ports);
  if ('done' in row) return row;
  const now = clock.now();
  const idle = notInAQueue(row, now);
  if (idle) return idle;

  const written = isStray(row)
    ? await principals.adopt(principalId, now)
    : await principals.markDue(principalId, 'forced', now);
  if (written.write === 'stale') return refusedBy(principalId, written.now, now);
  // Paused or halted between reading and writing: that its time is moved changes nothing for a row in no queue.
  return notInAQueue(written.principal, now) ?? { done: true, change: 'marked-due' };
}

const notInAQueue = (row: Principal, now: number): Refused | undefined =>
  row.state === 'paused'
    ? refused('principal_id', 'It is paused: resume it, and it is looked at at once')
    : refusedAsHalted(row, now);
