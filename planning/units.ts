/*
 * What AWS counts of one row and of one refresh. Measured through the real adapters: test/planning/units.test.ts.
 */

/** Of a row beside its two tokens: what it says, the seal, the wrapped data key. Bytes, with ids of some 20 characters. */
export const ROW_BYTES = 1_120;
/** What a claim adds to it: the lease, and what is being presented. */
export const CLAIM_BYTES = 220;
/** An entry of the index, and what DynamoDB adds to every item and entry. */
export const INDEX_ENTRY_BYTES = 100;
export const STORED_WITH_EACH_BYTES = 100;
/** Of an app's item in the table of controls. */
export const APP_ITEM_BYTES = 300;

const KIBIBYTE = 1_024;
const WRITE_UNIT = KIBIBYTE;
const READ_UNIT = 4 * KIBIBYTE;
/** An index whose sort key moves loses one entry and gets another. */
const MOVE = 2;
/** Claim and settle move a row in its queue; keep does not. */
const MOVES = 2;

export const rowBytes = (tokenBytes: number): number => ROW_BYTES + 2 * tokenBytes;

/** Of one refresh. A write costs what the larger of the item before and after it does. */
export const writeUnitsOf = (tokenBytes: number): { readonly table: number; readonly index: number } => {
  const claimed = Math.ceil((rowBytes(tokenBytes) + CLAIM_BYTES) / WRITE_UNIT);
  return { table: 3 * claimed, index: MOVES * MOVE };
};

/** Of a whole table read from end to end, not consistent. */
export const scanUnits = (bytes: number): number => bytes / READ_UNIT / 2;

/** Of rows read one by one, consistent. */
export const getUnits = (rows: number, bytesEach: number): number => rows * Math.ceil(bytesEach / READ_UNIT);

/** Of items read from end to end, consistent. */
export const consistentScanUnits = (bytes: number): number => Math.ceil(bytes / READ_UNIT);
