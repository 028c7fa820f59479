/** DynamoDB's own limit of a key, in bytes. */
const LONGEST_KEY = 2_048;

/** Where a list goes on, as callers hand it back: opaque to them, a key of the table to us. */
export const pageAfter = (principalId: string): string => Buffer.from(principalId).toString('base64url');

/** `undefined` for what no answer has held. */
export const readPage = (page: string): string | undefined => {
  const key = Buffer.from(page, 'base64url').toString();
  const fits = key !== '' && Buffer.byteLength(key) <= LONGEST_KEY;
  return fits && pageAfter(key) === page ? key : undefined;
};
