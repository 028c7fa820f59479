/**
 * How long an access token shall live that a request wants dead at `expiresAt`.
 *
 * @param expiresAt epoch milliseconds, as a number or as its digits
 * @param now epoch milliseconds
 * @param most seconds
 * @returns whole seconds; `undefined` where nothing is asked; 'invalid' for what is no instant, past, or too far
 */
export const askedLifetime = (
  expiresAt: unknown,
  now: number,
  most: number,
): number | undefined | 'invalid' => {
  if (expiresAt === undefined) return undefined;
  const asked = typeof expiresAt === 'string' && expiresAt !== '' ? Number(expiresAt) : expiresAt;
  if (typeof asked !== 'number' || !Number.isInteger(asked)) return 'invalid';
  const seconds = Math.floor((asked - now) / 1_000);
  return seconds >= 1 && asked - now <= most * 1_000 ? seconds : 'invalid';
};
