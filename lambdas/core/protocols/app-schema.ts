import * as z from 'zod';
import { type Confidential, confidential } from '../confidential.ts';
import { isObject } from './body.ts';
import type { App, AppProblem, AppReading, TlsIdentity } from './protocol.ts';

/** A remedy may quote what is expected, never what was found. */
const orMissing = (remedy: string) => (issue: { readonly input?: unknown }) =>
  issue.input === undefined ? `is missing: it ${remedy}` : remedy;

export const text = z
  .string({ error: orMissing('must be a text') })
  .refine((value) => value.trim() !== '', { error: 'must not be empty' });

export const oneOf = <const V extends readonly [string, ...string[]]>(values: V) =>
  z.enum(values, { error: orMissing(`must be one of: ${values.join(', ')}`) });

/** A span of time that a request can ask for. */
export const wholeSeconds = z
  .int({ error: orMissing('must be a whole number of seconds') })
  .min(60, { error: 'must be at least 60 (seconds)' })
  .max(365 * 86_400, { error: 'must be at most 31536000 (seconds): a year' });

const PEM = '-----BEGIN ';

/** Some tools write attributes above the first block, so it need not stand at the start. */
export const pem = z
  .string({ error: orMissing('must be a PEM text') })
  .refine((value) => value.includes(PEM), {
    error: `must be PEM: a text with a line that starts with "${PEM}"`,
  });

/** Longer than any address; what is done to addresses below costs the square of their length. */
const LONGEST_ADDRESS = 2_048;

/** An address that credentials may be sent to. */
export const httpsUrl = z
  .string({ error: orMissing('must start with https://') })
  .refine((value) => /^https:\/\//i.test(value), { error: 'must start with https://', abort: true })
  .refine((value) => value.length <= LONGEST_ADDRESS, {
    error: `must be at most ${LONGEST_ADDRESS} characters`,
    abort: true,
  })
  // A parser drops them or not, depending on where they stand.
  .refine((value) => !/\s/.test(value), { error: 'must not contain spaces', abort: true })
  .refine((value) => URL.canParse(value), {
    error: 'must be a whole address: https://HOST:PORT/PATH',
    abort: true,
  })
  .refine((value) => new URL(value).username === '' && new URL(value).password === '', {
    error: 'must not hold a user name or password',
  })
  .refine((value) => !value.includes('#'), { error: 'must not hold a fragment (#)' });

export const baseUrl = httpsUrl.refine((value) => !value.includes('?'), {
  error: 'must not hold a query (?)',
});

/** What every app secret may carry. */
const sharedShape = (provider: string) => ({
  provider: z.literal(provider, { error: orMissing(`must be "${provider}"`) }),
  ca: pem.optional(),
});

export type SharedFields = z.infer<z.ZodObject<ReturnType<typeof sharedShape>>>;

type Checked<F> =
  | { readonly ok: true; readonly fields: F }
  | { readonly ok: false; readonly problems: readonly AppProblem[] };

const problemsOf = (error: z.ZodError): AppProblem[] =>
  error.issues.map(({ path, message }) => ({ field: path.join('.') || 'app secret', remedy: message }));

const checked = <T>(schema: z.ZodType<T>, secret: unknown): Checked<T> => {
  const result = schema.safeParse(secret);
  return result.success
    ? { ok: true, fields: result.data }
    : { ok: false, problems: problemsOf(result.error) };
};

/** Checks an app secret field by field; fields that no schema names are ignored. All problems are reported at once. */
export const checkFields = <S extends z.ZodRawShape>(provider: string, shape: S, secret: unknown) => {
  const whole = { ...sharedShape(provider), ...shape };
  const known = Object.keys(whole);
  return { ...checked(z.object(whole, { error: 'must be a JSON object' }), secret), known };
};

export const listOf = (one: z.ZodType<string>) =>
  z
    .array(one, { error: orMissing('must be a list of texts') })
    // Not `min`: see `some-text.ts`.
    .refine((list) => list.length > 0, { error: 'must list at least one' });

/** Where an app secret holds its single client secret, and what that must look like. */
export interface ClientSecretField {
  readonly name: string;
  readonly schema: z.ZodType<string>;
}

export const CLIENT_SECRET: ClientSecretField = { name: 'client_secret', schema: text };
const LIST = 'client_secrets';

/** `client_secrets`, where it is given, stands in the place of the single field. */
const checkClientSecrets = (secret: unknown, single: ClientSecretField): Checked<readonly string[]> =>
  isObject(secret) && Object.hasOwn(secret, LIST)
    ? checked(
        z.object({ client_secrets: listOf(single.schema) }).transform((found) => found.client_secrets),
        secret,
      )
    : checked(
        z.object({ [single.name]: single.schema }).transform((found) => Object.values(found)),
        secret,
      );

/** What is given and not used: a misspelt optional field would otherwise never show. Names are not quoted, they may be secrets. */
export const warningsOn = (
  secret: unknown,
  known: readonly string[],
  single: string = CLIENT_SECRET.name,
): readonly AppProblem[] => {
  const given = isObject(secret) ? Object.keys(secret) : [];
  const strays = given.filter((field) => ![...known, single, LIST].includes(field)).length;
  const remedy =
    strays === 1
      ? '1 field is not known for this provider and is ignored: check its spelling'
      : `${strays} fields are not known for this provider and are ignored: check their spelling`;
  return [
    ...(strays > 0 ? [{ field: 'app secret', remedy }] : []),
    ...(given.includes(LIST) && given.includes(single)
      ? [{ field: single, remedy: `is ignored: ${LIST} is used` }]
      : []),
  ];
};

/** Makes one app for each client secret, in the order given. */
export const appsOf = <F, A extends App>(
  fields: Checked<F> & { readonly known: readonly string[] },
  single: ClientSecretField,
  secret: unknown,
  appOf: (fields: F, clientSecret: Confidential) => A,
): AppReading<A> => {
  if (!fields.ok && !isObject(secret)) return { ok: false, problems: fields.problems };
  const secrets = checkClientSecrets(secret, single);
  if (!fields.ok || !secrets.ok) {
    return { ok: false, problems: [fields, secrets].flatMap((part) => (part.ok ? [] : part.problems)) };
  }
  const [first, ...others] = secrets.fields.map((value) => appOf(fields.fields, confidential(value)));
  if (first === undefined) throw new Error('an app secret without a client secret passed its own check');
  return { ok: true, apps: [first, ...others], warnings: warningsOn(secret, fields.known, single.name) };
};

/** Trust of an app that needs no certificate of its own. */
export const trustOf = ({ ca }: SharedFields): TlsIdentity => (ca === undefined ? {} : { ca });

/** `path` below a base address, which may or may not end in a slash. */
export const addressAt = (base: string, path: string): string => `${base.replace(/\/+$/, '')}${path}`;
