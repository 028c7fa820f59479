import * as z from 'zod';
import { confidential } from '../core/confidential.ts';
import type { AppProblem } from '../core/protocols/protocol.ts';

/** Far above any token or address, and far below what a row or a secret can hold. */
const LONGEST_TEXT = 16_384;

interface Wrong {
  readonly code?: string;
  readonly input?: unknown;
}

/** A remedy quotes what is expected, never what was found. */
export const must = (remedy: string) => ({
  error: ({ input }: Wrong) => (input === undefined ? `is missing: it must ${remedy}` : `must ${remedy}`),
});

/** Of an object that says by one of its fields what it is. */
export const mustSay = (field: string, names: readonly string[]) => {
  const choice = `one of ${names.join(', ')}`;
  const object = must(`be an object whose ${field} is ${choice}`);
  return {
    error: (wrong: Wrong) => (wrong.code === 'invalid_union' ? `must be ${choice}` : object.error(wrong)),
  };
};

export const text = z
  .string(must('be a text'))
  // Not `min` and `max`: see `core/some-text.ts`.
  .refine((given) => given !== '', { error: 'must not be empty' })
  .refine((given) => given.length <= LONGEST_TEXT, { error: `must be at most ${LONGEST_TEXT} characters` });
export const secret = text.transform(confidential);
/** A wish that is left out where it is not meant. */
export const yes = z.literal(true, must('be true, or left out'));

export const problemsIn = (error: z.ZodError): readonly AppProblem[] => error.issues.map(problemOf);

const problemOf = (issue: z.core.$ZodIssue): AppProblem => {
  const field = issue.path.join('.') || 'request';
  // A name that is not known can be a secret in the wrong place, so none is shown.
  return issue.code === 'unrecognized_keys'
    ? { field, remedy: `has ${issue.keys.length} field(s) that are not known here: remove or correct them` }
    : { field, remedy: issue.message };
};
