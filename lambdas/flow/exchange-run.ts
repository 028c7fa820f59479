import { Tally } from '../core/tally.ts';
import { AS_DEPLOYED } from '../core/tempo.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { Ports } from './ports.ts';
import { PublishingGate } from './publishing-gate.ts';
import { PendingKeeps } from './rescued.ts';
import type { Run } from './run.ts';

export interface ExchangeSettings {
  /** The invocation's own end, epoch ms. */
  readonly deadline: number;
  readonly limits?: Limits;
  /** What earlier calls of this process could not keep. */
  readonly pendingKeeps?: PendingKeeps;
}

/** Far below the pace of ticks: an enrolment writes one secret. */
const PUBLISH_RATE = 10;

/** What a tick shares among all its principals, for one alone. */
export const exchangeRun = (
  ports: Ports,
  { deadline, limits = LIMITS, pendingKeeps = new PendingKeeps() }: ExchangeSettings,
): Run => ({
  ports,
  limits,
  tempo: AS_DEPLOYED,
  deadline,
  tally: new Tally(),
  gate: new PublishingGate(ports.clock, {
    proofLasts: limits.publishingProof,
    rate: PUBLISH_RATE,
    until: deadline - limits.persistReserve,
    tempo: AS_DEPLOYED,
  }),
  pendingKeeps,
});
