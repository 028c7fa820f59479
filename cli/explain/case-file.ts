import * as z from 'zod';
import type { Verdict } from '../../lambdas/core/outcome.ts';
import { providers } from '../../lambdas/core/protocols/index.ts';

const VERDICTS = [
  'refreshed',
  'reauthorize',
  'retry',
  'app-misconfigured',
  'malformed',
] as const satisfies readonly Verdict[];

const STATUS = 'must be a whole number from 100 to 599';
const OBJECT = 'must be an object';
const TEXT = 'must be a text';

/** Shared with the command's own options. */
export const httpStatus = z.int({ error: STATUS }).min(100, { error: STATUS }).max(599, { error: STATUS });
export const providerName = z.enum(providers, { error: `must be one of: ${providers.join(', ')}` });

const text = z.string({ error: TEXT });

/** One recorded reply, and the request that led to it. Members that are not named here are ignored. */
const recordedCase = z.object(
  {
    provider: providerName,
    name: text,
    request: z.object({ path: text.optional(), body: text.optional() }, { error: OBJECT }).optional(),
    response: z.object(
      {
        status: httpStatus,
        headers: z.record(z.string(), text, { error: 'must be an object of texts' }).optional(),
        body: text,
      },
      { error: OBJECT },
    ),
    expected: z.enum(VERDICTS, { error: `must be one of: ${VERDICTS.join(', ')}` }).optional(),
  },
  { error: OBJECT },
);

export type RecordedCase = z.infer<typeof recordedCase>;

const caseList = z
  .array(recordedCase, { error: 'must be a JSON array of cases' })
  .refine((cases) => cases.length > 0, { error: 'holds no cases' });

export type CaseFile =
  | { readonly ok: true; readonly cases: readonly RecordedCase[] }
  /** One line a problem: where and what to do, never what was found. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks the whole text of a case file before any of it is used. */
export const readCaseFile = (content: string): CaseFile => {
  const json = parsed(content);
  if (!json.ok) return { ok: false, problems: ['the file must be JSON'] };
  const result = caseList.safeParse(json.value);
  return result.success
    ? { ok: true, cases: result.data }
    : { ok: false, problems: result.error.issues.map(({ path, message }) => `${placeOf(path)} ${message}`) };
};

/** Names of headers are whatever somebody wrote. */
const PLAIN_NAME = /^[A-Za-z_-]{1,40}$/;

const placeOf = ([index, ...field]: readonly PropertyKey[]): string => {
  if (index === undefined) return 'the file';
  return field.length === 0
    ? `case ${String(index)}`
    : `case ${String(index)}: ${field
        .map(String)
        .filter((name) => PLAIN_NAME.test(name))
        .join('.')}`;
};

/** The parser's own message would quote the file, so it goes no further. */
const parsed = (content: string): { ok: true; value: unknown } | { ok: false } => {
  try {
    return { ok: true, value: JSON.parse(content.replace(/^\uFEFF/, '')) };
  } catch {
    return { ok: false };
  }
};
