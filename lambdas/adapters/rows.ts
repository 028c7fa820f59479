import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { convertToNative } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { PRINCIPAL_ID } from '../contract.ts';
import type { Principal } from '../core/principal.ts';
import { someText } from '../core/some-text.ts';
import { FAR_FUTURE_SECONDS, SECOND } from '../core/time.ts';
import type { Reading } from '../flow/ports.ts';

export type Item = Record<string, AttributeValue>;

/** Stored items count epoch seconds, the code milliseconds: converted here and nowhere else. */
export const toSeconds = (ms: number): number => Math.floor(ms / SECOND);
/** For what must not end early: a lease. */
export const toSecondsUp = (ms: number): number => Math.ceil(ms / SECOND);

const time = z
  .int()
  .min(0)
  .max(FAR_FUTURE_SECONDS)
  .transform((seconds) => seconds * SECOND);
const count = z.int().min(0);
const name = z.string().regex(PRINCIPAL_ID);
const bytes = z.instanceof(Uint8Array).refine((value) => value.length > 0);

const facts = {
  principalId: name,
  provider: someText,
  app: name,
  sealed: bytes,
  grantDigest: someText,
  presented: someText.optional(),
  presentedBefore: someText.optional(),
  generation: count,
  keptBy: someText,
  publishedGeneration: count,
  publishedVersion: someText.optional(),
  publishBudget: z.object({ left: count, at: time }),
  lease: z.object({ id: someText, until: time }).optional(),
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
  secretName: someText,
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
    haltReason: someText,
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
  `${fieldOf(issue.path)}: ${issue.code === 'invalid_type' ? `must be ${issue.expected}` : 'breaks the contract'}`;

/** Names of labels are not ours: one that is not plain may be anything, and is left out. */
const PLAIN_NAME = /^[A-Za-z._-]{1,40}$/;

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.filter((name) => PLAIN_NAME.test(String(name))).join('.') || 'row';

const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
