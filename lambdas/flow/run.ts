import type { Principal } from '../core/principal.ts';
import type { Tally } from '../core/tally.ts';
import type { Tempo } from '../core/tempo.ts';
import type { AppRun } from './app-run.ts';
import type { Limits } from './limits.ts';
import type { Ports } from './ports.ts';
import type { PublishingGate } from './publishing-gate.ts';
import type { PendingKeeps } from './rescued.ts';

/** One tick's run: what all its principals share. */
export interface Run {
  readonly ports: Ports;
  readonly limits: Limits;
  readonly tempo: Tempo;
  /** The invocation's own end, epoch ms. */
  readonly deadline: number;
  readonly tally: Tally;
  readonly gate: PublishingGate;
  readonly pendingKeeps: PendingKeeps;
}

/** One principal, claimed by this run. `principal` is the row as the claim returned it. */
export interface Attempt {
  readonly run: Run;
  readonly app: AppRun;
  readonly principal: Principal;
  /** Also the name of what is kept: no two attempts share one. */
  readonly leaseId: string;
  readonly leaseUntil: number;
}

/** A request may start only while its answer can still be kept, and while the row is still ours. */
export const mayStillAsk = ({ run, leaseUntil }: Pick<Attempt, 'run' | 'leaseUntil'>): boolean => {
  const now = run.ports.clock.now();
  return now + run.limits.provider + run.limits.persistReserve <= run.deadline && now < leaseUntil;
};

export const leaseIsHeld = ({ run, leaseUntil }: Attempt): boolean => run.ports.clock.now() < leaseUntil;
