import * as z from 'zod';
import type { Operation } from './requests.ts';

/** It goes to a terminal: nothing in it may move the cursor or turn the direction of reading. */
const text = z.string().transform((value) => value.replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' '));
/** Up to the end of the year 9999, the last that has a plain date. */
const epochSeconds = z.number().min(0).max(253_402_300_799);
const count = z.int().min(0);

const problem = z.object({ field: text, remedy: text });

const refused = <O extends Operation>(operation: O) =>
  z.object({
    ok: z.literal(false),
    operation: z.literal(operation),
    problems: z.array(problem).min(1),
  });

/** Members that are not named here are dropped: what nobody knows, nobody prints. */
const ANSWERS = {
  registerApp: z.object({
    ok: z.literal(true),
    operation: z.literal('registerApp'),
    app: text,
    provider: text,
    change: z.enum(['created', 'updated', 'unchanged']),
    warnings: z.array(problem).default([]),
  }),
  enrol: z.object({
    ok: z.literal(true),
    operation: z.literal('enrol'),
    principal_id: text,
    secret_name: text,
    published: z.boolean(),
    next: text,
  }),
  show: z.object({
    ok: z.literal(true),
    operation: z.literal('show'),
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
  }),
} as const;

export type Problem = z.infer<typeof problem>;
export type Done<O extends Operation> = z.infer<(typeof ANSWERS)[O]>;
export type Refused<O extends Operation> = z.infer<ReturnType<typeof refused<O>>>;
export type Answer<O extends Operation> = Done<O> | Refused<O>;
export type Shown = Done<'show'>;

/** `undefined` for what is no answer to this operation: function and command are of different versions. */
export const readAnswer = <O extends Operation>(operation: O, payload: string): Answer<O> | undefined => {
  const result = z.union([ANSWERS[operation], refused(operation)]).safeParse(parsed(payload));
  return result.success ? (result.data as Answer<O>) : undefined;
};

const parsed = (payload: string): unknown => {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
};
