import type { Report } from '../report.ts';
import type { Terminal } from '../terminal.ts';
import type { Principal } from './answers.ts';
import type { Operate } from './operate.ts';
import { fleetRequest } from './requests.ts';
import { send } from './send.ts';

const MOST_A_CALL = 100;

/** What was read so far. */
export interface Listed {
  readonly principals: Principal[];
  /** Ids of rows that break the contract, whatever was asked for. */
  readonly malformed: string[];
}

/**
 * Reads page after page into `listed`, which therefore holds what was read when AWS fails in the middle. An answer may hold
 * few or none although more come: the function reads so far into the table and then lets its caller hear of it.
 *
 * @returns whether there may be more; `undefined` when the fleet refused
 * @throws {AwsFailureError}
 */
export const readList = async (
  { filter, most }: { readonly filter: object; readonly most: number },
  listed: Listed,
  operate: Operate,
  report: Report,
  terminal: Terminal,
): Promise<'more' | 'end' | undefined> => {
  let page: string | undefined;
  for (;;) {
    const found = listed.principals.length + listed.malformed.length;
    if (found >= most) return 'more';
    report.progress(`list (${found} found)`);
    const limit = Math.min(MOST_A_CALL, most - found);
    const request = fleetRequest('list', { ...filter, limit, page });
    const answer = await send(request, { doing: 'list' }, operate, report, terminal);
    if (!answer) return undefined;
    listed.principals.push(...answer.principals);
    listed.malformed.push(...answer.malformed);
    if (answer.page === undefined) return 'end';
    page = answer.page;
  }
};
