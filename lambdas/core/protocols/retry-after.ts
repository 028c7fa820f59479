/** `Retry-After: 0` still asks for a pause. */
const SHORTEST_WAIT_MS = 1000;
/** A mistaken or hostile header must not silence an app for longer. */
const LONGEST_WAIT_MS = 3_600_000;

const DELTA_SECONDS = /^\d+$/;
/** The two date forms of RFC 9110 that carry their zone; the third (asctime) would be read in local time. */
const HTTP_DATE = /^[A-Z][a-z]{2,8}, .{15,30} GMT$/;

/**
 * Milliseconds to wait by a `Retry-After` header, from a second to an hour; `undefined` where it is absent or unreadable.
 *
 * @param receivedAt when the reply came, epoch milliseconds: the header may be a date.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export const retryAfterMs = (header: string | undefined, receivedAt: number): number | undefined => {
  const text = header?.trim() ?? '';
  const wait = DELTA_SECONDS.test(text)
    ? Number(text) * 1000
    : HTTP_DATE.test(text)
      ? Date.parse(text) - receivedAt
      : Number.NaN;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
};
