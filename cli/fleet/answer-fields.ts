import * as z from 'zod';

/** It goes to a terminal: nothing in it may move the cursor or turn the direction of reading. */
export const text = z.string().transform((value) => value.replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' '));
/** Up to the end of the year 9999, the last that has a plain date. */
export const epochSeconds = z.number().min(0).max(253_402_300_799);
export const count = z.int().min(0);

export const problem = z.object({ field: text, remedy: text });

/** How a principal stands. */
export const principal = z.object({
  principal_id: text,
  provider: text,
  app: text,
  state: z.enum(['active', 'paused', 'halted']),
  generation: count,
  published: z.boolean(),
  secret_name: text,
  expires_at: epochSeconds.optional(),
  refresh_at: epochSeconds.optional(),
  last_refreshed_at: epochSeconds.optional(),
  refresh_token_expires_at: epochSeconds.optional(),
  failures: count,
  last_error: z.object({ code: text, action: text, at: epochSeconds }).optional(),
  halt_reason: text.optional(),
  subject: text.optional(),
  scope: text.optional(),
  labels: z.record(text, text).optional(),
});

/** How an app stands. */
export const app = z.object({
  app: text,
  provider: text,
  paused: z.object({ by: z.enum(['operator', 'scheduler']), why: text, since: epochSeconds }).optional(),
  waits_until: epochSeconds.optional(),
  /** The one principal of an app that holds one token. */
  sole: text.optional(),
});

/** What the last count of the whole table found. Another version may have counted other things. */
export const census = z.object({
  at: epochSeconds,
  took_seconds: z.number().min(0).optional(),
  principals: z.record(text, count).default({}),
  overdue: count.default(0),
  expired: count.default(0),
  /** Negative once it has ended. */
  min_seconds_to_expiry: z.number().optional(),
  malformed: count.default(0),
  adopted: count.default(0),
  drift: count.default(0),
  orphans: count.default(0),
});

/** For a browser, and a terminal: whatever could move a cursor is encoded. */
export const webAddress = z.url({ protocol: /^https$/ }).transform((address) => new URL(address).href);

/** What came of one of many enrolments. */
export const enrolledOrNot = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({
    ok: z.literal(false),
    problems: z.array(problem).refine((problems) => problems.length > 0),
    /** No judgement: nothing was done, or it may be enrolled. */
    left: z.enum(['untried', 'unsure']).optional(),
  }),
]);

/** What one look at the fleet found. */
export const finding = z.object({
  check: text,
  result: z.enum(['ok', 'warning', 'failed', 'not-checked']),
  finding: text,
  remedy: text.optional(),
});
