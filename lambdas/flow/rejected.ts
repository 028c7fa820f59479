import { type Left, onRejection } from '../core/rejection.ts';
import type { Tempo } from '../core/tempo.ts';
import { inParallel } from './in-parallel.ts';
import type { Ports, Reading } from './ports.ts';

/** A consumer says that a provider refused the token of this generation. */
export interface Rejection {
  readonly principalId: string;
  readonly generation: number;
}

export type RejectedPorts = Pick<Ports, 'clock'> & {
  readonly principals: Pick<Ports['principals'], 'get' | 'markDue'>;
};

type Outcome = 'marked-due' | Left | 'unknown' | 'malformed';

/** What all rejections of one principal came to. `failed`: the table did not answer; told again, it may. */
export type Taken = {
  readonly principalId: string;
  /** How many told of it. */
  readonly told: number;
} & ({ readonly outcome: Outcome } | { readonly outcome: 'failed'; readonly error: unknown });

/** Takes up what consumers told: one look at a row and at most one write, however many told of it. */
export const takeUp = (
  rejections: readonly Rejection[],
  ports: RejectedPorts,
  tempo: Tempo,
): Promise<readonly Taken[]> =>
  inParallel([...Map.groupBy(rejections, ({ principalId }) => principalId)], async ([principalId, told]) => {
    const about = { principalId, told: told.length };
    const rejected = new Set(told.map(({ generation }) => generation));
    try {
      return { ...about, outcome: await takeUpOne(principalId, rejected, ports, tempo) };
    } catch (error) {
      return { ...about, outcome: 'failed', error };
    }
  });

const takeUpOne = async (
  principalId: string,
  rejected: ReadonlySet<number>,
  { principals, clock }: RejectedPorts,
  tempo: Tempo,
): Promise<Outcome> => {
  const reading = await principals.get(principalId);
  if (reading.row !== 'found') return notFound(reading);
  const { principal } = reading;
  const now = clock.now();
  const decided = onRejection({ principal, rejected, now }, tempo);
  if (decided.do === 'leave') return decided.why;

  const rejectedOne = principal.publishedGeneration;
  const written = await principals.markDue(principalId, { rejected: rejectedOne }, now, decided.at);
  if (written.write === 'done') return 'marked-due';
  if (written.now.row !== 'found') return notFound(written.now);
  // A run was quicker: it has published another token, or holds the row.
  return written.now.principal.publishedGeneration === rejectedOne ? 'in-flight' : 'another-generation';
};

const notFound = ({ row }: Exclude<Reading, { row: 'found' }>): Outcome =>
  row === 'missing' ? 'unknown' : row;
