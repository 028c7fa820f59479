import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { convertToNative } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { PRINCIPAL_ID } from '../contract.ts';
import type { Principal } from '../core/principal.ts';
import { SECOND } from '../core/time.ts';
import type { Reading } from '../flow/ports.ts';

export type Item = Record<string, AttributeValue>;

/** Stored items count epoch seconds, the code milliseconds: converted here and nowhere else. */
export const toSeconds = (ms: number): number => Math.floor(ms / SECOND);
/** For what must not end early: a lease. */
export const toSecondsUp = (ms: number): number => Math.ceil(ms / SECOND);

/** The end of the year 9999: what lies beyond was written in milliseconds. */
export const FAR_FUTURE_SECONDS = 253_402_300_800;
const time = z
  .int()
  .min(0)
  .max(FAR_FUTURE_SECONDS)
  .transform((seconds) => seconds * SECOND);
const count = z.int().min(0);
const name = z.string().regex(PRINCIPAL_ID);
const text = z.string().min(1);
const bytes = z.instanceof(Uint8Array).refine((value) => value.length > 0);

const facts = {
  principalId: name,
  provider: text,
  app: name,
  sealed: bytes,
  grantDigest: text,
  presented: text.optional(),
  presentedBefore: text.optional(),
  generation: count,
  keptBy: text,
  publishedGeneration: count,
  publishedVersion: text.optional(),
  publishBudget: z.object({ left: count, at: time }),
  lease: z.object({ id: text, until: time }).optional(),
  failures: count,
  lastError: z.object({ code: z.string(), action: z.string(), at: time }).optional(),
  announced: z
    .object({ what: z.enum(['failing', 'reauthorize', 'configuration']), generation: count })
    .optional(),
  issuedAt: time.optional(),
  expiresAt: time.optional(),
  refreshTokenExpiresAt: time.optional(),
  // Only the census reads it: one that is spoilt is no note, and no reason to leave the row alone.
  endNoted: z.object({ at: time, generation: count, told: z.boolean() }).optional().catch(undefined),
  lastRefreshedAt: time.optional(),
  secretName: text,
  subject: z.string().optional(),
  scope: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
};

const row = z.discriminatedUnion('state', [
  z.object({ ...facts, state: z.literal('active'), dueQueue: name.optional(), refreshAt: time }),
  z.object({
    ...facts,
    state: z.literal('paused'),
    dueQueue: name.optional(),
    refreshAt: time.optional(),
  }),
  z.object({
    ...facts,
    state: z.literal('halted'),
    dueQueue: name.optional(),
    refreshAt: time.optional(),
    haltReason: text,
    haltedGeneration: count,
  }),
]);

/** What `presentedBefore` says when nothing was open: DynamoDB has no "if it exists, else nothing". */
export const NOTHING_OPEN = 'none';

/** Stands for a value that cannot be told in our terms (a number of 38 digits): no schema accepts it. */
const UNREADABLE = Symbol('unreadable');

const native = (value: AttributeValue): unknown => {
  try {
    return convertToNative(value);
  } catch {
    return UNREADABLE;
  }
};

/** An item's attributes as plain values. Never throws, so that one odd value costs its own field and no more. */
export const attributesOf = (item: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, native(value)]));

/** Rows are untrusted: one that breaks the contract becomes a list of fields, never of values. */
export const readRow = (item: Item | undefined): Reading => {
  if (!item) return { row: 'missing' };
  const { presentedBefore, ...rest } = attributesOf(item);
  const parsed = row.safeParse({
    ...(isCopiedWithoutIndexKeys(rest) ? { refreshAt: 0 } : {}),
    ...rest,
    ...(presentedBefore === undefined || presentedBefore === NOTHING_OPEN ? {} : { presentedBefore }),
  });
  if (!parsed.success) return { row: 'malformed', problems: parsed.error.issues.map(problem) };
  return { row: 'found', principal: withoutUndefined(parsed.data) as Principal };
};

/** In no queue, so nothing is lost with the time at which it stood there. */
const isCopiedWithoutIndexKeys = ({ state, dueQueue, refreshAt }: Record<string, unknown>): boolean =>
  state === 'active' && dueQueue === undefined && refreshAt === undefined;

const problem = (issue: z.core.$ZodIssue): string =>
  `${issue.path.join('.') || 'row'}: ${issue.code === 'invalid_type' ? `must be ${issue.expected}` : 'breaks the contract'}`;

const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
