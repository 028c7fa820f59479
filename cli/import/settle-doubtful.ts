import { MINUTE, SECOND } from '../../lambdas/core/time.ts';
import type { Operate } from '../fleet/operate.ts';
import { showRequest } from '../fleet/requests.ts';
import type { Clock } from '../terminal.ts';
import { type Doubtful, enrolRows, MOST_AT_ONCE } from './enrol-rows.ts';
import type { Ledger } from './ledger.ts';

/** Longer than a call of the function can last: whatever it was doing has come to its end. */
const LONGEST_CALL = 75 * SECOND;
/** AWS takes no request from a clock that is further from its own. */
const CLOCKS_DIFFER = 5 * MINUTE;
const LOOKS_AT_ONCE = 8;

/**
 * Finds out about rows that were sent and never answered for. A row of the table whose generation began when ours was sent
 * is ours: generations start at the epoch's seconds and never go back, so one that was there before is lower. A row
 * that is not there is sent again, but only when the call that had it must be over: a code must not be presented twice at once.
 */
export const settleDoubtful = async (
  doubtful: readonly Doubtful[],
  ledger: Ledger,
  operate: Operate,
  clock: Clock,
  onWait: (ms: number) => void,
): Promise<void> => {
  const absent = await withoutThoseInside(doubtful, ledger, operate);
  const overAt = Math.max(
    0,
    ...absent.map(({ at, reason }) => (reason === undefined ? at + LONGEST_CALL : 0)),
  );
  const wait = overAt - clock.now();
  if (wait > 0) {
    onWait(wait);
    await clock.pause(wait);
  }
  const rest = wait > 0 ? await withoutThoseInside(absent, ledger, operate) : absent;

  for (let at = 0; at < rest.length; at += MOST_AT_ONCE) {
    const rows = rest.slice(at, at + MOST_AT_ONCE).map(({ row }) => row);
    const still = await enrolRows(rows, ledger, operate, clock);
    // The journal has them as sent: the next run asks again.
    for (const { row, reason = '' } of still) ledger.rejected({ line: row.line, id: row.id, reason });
  }
};

/** Those that the table does not have are returned. */
const withoutThoseInside = async (
  doubtful: readonly Doubtful[],
  ledger: Ledger,
  operate: Operate,
): Promise<readonly Doubtful[]> => {
  const absent: Doubtful[] = [];
  const rest = doubtful.values();
  const look = async () => {
    for (const one of rest) {
      if (await isInside(one, operate)) ledger.enrolled([one.row]);
      else absent.push(one);
    }
  };
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, look));
  return absent;
};

const isInside = async ({ row, at }: Doubtful, operate: Operate): Promise<boolean> => {
  const answer = await operate(showRequest(row.id));
  return answer.ok && answer.app === row.fields.app && answer.generation * SECOND >= at - CLOCKS_DIFFER;
};
