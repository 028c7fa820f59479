import { afterAll, beforeAll, describe } from '@jest/globals';
import { adoptObeys } from './principals/adopt.ts';
import { announcedObeys } from './principals/announced.ts';
import { claimObeys } from './principals/claim.ts';
import { createObeys } from './principals/create.ts';
import { heldRowsObey } from './principals/held.ts';
import { holdObeys } from './principals/hold.ts';
import { keepObeys } from './principals/keep.ts';
import { lateDoublesObey } from './principals/late-doubles.ts';
import { malformedRowsObey } from './principals/malformed.ts';
import { markDueObeys } from './principals/mark-due.ts';
import { pauseObeys } from './principals/pause.ts';
import { presentedObeys } from './principals/presented.ts';
import { queueObeys } from './principals/queue.ts';
import { removeObeys } from './principals/remove.ts';
import { replaceObeys } from './principals/replace.ts';
import { restoreObeys } from './principals/restore.ts';
import { type PrincipalsSide, Rows } from './principals/rows.ts';
import { setBackObeys } from './principals/set-back.ts';
import { settleObeys } from './principals/settle.ts';

/** Every part of the contract, in the order in which a principal meets them. */
const CONTRACT = [
  createObeys,
  heldRowsObey,
  queueObeys,
  claimObeys,
  presentedObeys,
  keepObeys,
  settleObeys,
  setBackObeys,
  adoptObeys,
  holdObeys,
  announcedObeys,
  markDueObeys,
  pauseObeys,
  replaceObeys,
  restoreObeys,
  removeObeys,
  lateDoublesObey,
  malformedRowsObey,
];

/** The contract of the port of principals: every write of the design's table, seen through the port alone. */
export const principalsObey = (name: string, open: () => Promise<PrincipalsSide>): void =>
  describe(name, () => {
    let rows: Rows;
    beforeAll(async () => {
      rows = new Rows(await open());
    });
    afterAll(() => rows.close());

    for (const part of CONTRACT) part(() => rows);
  });
