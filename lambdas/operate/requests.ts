import * as z from 'zod';
import { confidential } from '../core/confidential.ts';
import type { AppProblem } from '../core/protocols/protocol.ts';
import type { Presentable } from '../core/tokens.ts';
import type { Enrolment } from '../flow/enrolment.ts';
import type { Registration } from '../flow/register-app.ts';

/** What an operator asks for; field names are those of OAuth 2.0 and of our secrets. */
export type Request =
  | ({ readonly operation: 'registerApp' } & Registration)
  | ({ readonly operation: 'enrol' } & Enrolment)
  | { readonly operation: 'show'; readonly principalId: string };

export type Reading =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly operation?: string; readonly problems: readonly AppProblem[] };

const text = z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' });
const secret = text.transform(confidential);

const grant = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('refresh_token'), refresh_token: secret }),
    z.strictObject({
      kind: z.literal('authorization_code'),
      code: secret,
      redirect_uri: text.optional(),
      code_verifier: secret.optional(),
    }),
    z.strictObject({
      kind: z.literal('password'),
      username: text,
      password: secret,
      keep_login: z.boolean({ error: 'must be true or false' }).optional(),
    }),
    z.strictObject({ kind: z.literal('login'), as: text.optional() }),
  ],
  { error: 'must be an object with a kind: refresh_token, authorization_code, password or login' },
);

const request = z.discriminatedUnion(
  'operation',
  [
    z.strictObject({
      operation: z.literal('registerApp'),
      app: text,
      secret: z.record(z.string(), z.unknown(), { error: 'must be a JSON object' }),
    }),
    z.strictObject({
      operation: z.literal('enrol'),
      principal_id: text,
      provider: text,
      app: text,
      grant,
      subject: text.optional(),
      labels: z.record(z.string(), z.string({ error: 'must be a text' })).optional(),
    }),
    z.strictObject({ operation: z.literal('show'), principal_id: text }),
  ],
  { error: 'must be an object with an operation: registerApp, enrol or show' },
);

type Asked = z.infer<typeof request>;

/** Checks an event, which is untrusted. Problems name fields, never values. */
export const readRequest = (event: unknown): Reading => {
  const parsed = request.safeParse(event);
  if (parsed.success) return { ok: true, request: requestOf(parsed.data) };
  const operation = z.object({ operation: z.enum(['registerApp', 'enrol', 'show']) }).safeParse(event);
  return {
    ok: false,
    ...(operation.success && operation.data),
    problems: parsed.error.issues.flatMap(problemsOf),
  };
};

const problemsOf = (issue: z.core.$ZodIssue): AppProblem[] => {
  const at = issue.path.join('.');
  // A name that is not known can be a secret in the wrong place: only its length is bounded, so it is not shown.
  if (issue.code === 'unrecognized_keys')
    return [{ field: at || 'request', remedy: `has ${issue.keys.length} field(s) that are not known here` }];
  const missing = issue.input === undefined && issue.code === 'invalid_type';
  return [{ field: at || 'request', remedy: missing ? `is missing: it ${issue.message}` : issue.message }];
};

const requestOf = (asked: Asked): Request => {
  switch (asked.operation) {
    case 'registerApp':
      return asked;
    case 'show':
      return { operation: asked.operation, principalId: asked.principal_id };
    case 'enrol': {
      const { operation, principal_id: principalId, provider, app, subject, labels } = asked;
      return {
        operation,
        principalId,
        provider,
        app,
        grant: grantOf(asked.grant),
        ...(asked.grant.kind === 'password' && { keepLogin: asked.grant.keep_login ?? false }),
        ...(subject !== undefined && { subject }),
        ...(labels !== undefined && { labels }),
      };
    }
  }
};

const grantOf = (given: z.infer<typeof grant>): Presentable => {
  switch (given.kind) {
    case 'refresh_token':
      return { kind: given.kind, refreshToken: given.refresh_token };
    case 'authorization_code':
      return {
        kind: given.kind,
        code: given.code,
        ...(given.redirect_uri !== undefined && { redirectUri: given.redirect_uri }),
        ...(given.code_verifier !== undefined && { codeVerifier: given.code_verifier }),
      };
    case 'password':
      return { kind: given.kind, username: given.username, password: given.password };
    case 'login':
      return { kind: given.kind, ...(given.as !== undefined && { as: given.as }) };
  }
};
