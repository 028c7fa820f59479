import { AwsFailureError } from '../fleet/aws-failure.ts';
import type { Operate } from '../fleet/operate.ts';
import type { Clock } from '../terminal.ts';
import { type Doubtful, enrolRows, MOST_AT_ONCE } from './enrol-rows.ts';
import type { Ledger } from './ledger.ts';
import { isRow, type Misfit, type Row } from './rows.ts';
import { settleDoubtful } from './settle-doubtful.ts';

/** Calls under way at once; each enrols a few at a time. No more of the file than they hold is in memory. */
const CALLS_AT_ONCE = 4;

export interface Import {
  readonly rows: AsyncIterable<Row | Misfit>;
  /** What an earlier run was refused is sent again. */
  readonly retryRejected: boolean;
  onWait(ms: number): void;
}

/**
 * Enrols the rows of a file, each once, whatever earlier runs came to.
 *
 * @throws {AwsFailureError} when AWS or the function fail: what was answered is written down, and a later run goes on
 */
export const importRows = async (
  { rows, retryRejected, onWait }: Import,
  ledger: Ledger,
  operate: Operate,
  clock: Clock,
): Promise<void> => {
  const doubtful: Doubtful[] = [];
  const batches = inBatches(unanswered(rows, ledger, retryRejected, doubtful));
  let failed = false;
  const worker = async () => {
    try {
      for (let next = await batches.next(); !next.done && !failed; next = await batches.next()) {
        const unsure = await enrolRows(next.value, ledger, operate, clock);
        doubtful.push(...unsure);
        if (unsure.length === next.value.length)
          throw new AwsFailureError(`AWS fails at every principal: ${unsure[0]?.reason}`, true);
      }
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: CALLS_AT_ONCE }, worker));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  await settleDoubtful(doubtful, ledger, operate, clock, onWait);
};

/** Those that have to be sent. What earlier runs know an answer to is passed over, what they do not is put aside. */
async function* unanswered(
  rows: Import['rows'],
  ledger: Ledger,
  retryRejected: boolean,
  doubtful: Doubtful[],
): AsyncGenerator<Row> {
  for await (const row of rows) {
    if (!isRow(row)) {
      ledger.rejected(row);
      continue;
    }
    const known = ledger.known(row.id);
    if (known?.fate === 'enrolled') ledger.passedOver();
    else if (known?.fate === 'sent') doubtful.push({ row, at: known.at });
    else if (known?.fate === 'refused' && !retryRejected)
      ledger.rejected({ line: row.line, id: row.id, reason: known.reason });
    else yield row;
  }
}

async function* inBatches(rows: AsyncIterable<Row>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < MOST_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
