import * as z from 'zod';
import type { AppProblem, AuthorizationRequest } from '../core/protocols/protocol.ts';
import type { Rescue } from '../core/rescue.ts';
import type { Enrolment } from '../flow/enrolment.ts';
import type { NewGrant } from '../flow/operator/give-grant.ts';
import type { Wanted } from '../flow/operator/list.ts';
import type { Removal } from '../flow/operator/remove.ts';
import type { Registration } from '../flow/register-app.ts';
import { type EnrolmentReading, enrolmentOf, readEnrolment } from './enrolments.ts';
import { problemsIn } from './fields.ts';
import { grantOf } from './grants.ts';
import { readPage } from './page.ts';
import { type Asked, OPERATIONS, request } from './request-schema.ts';

/** What an operator pauses and resumes. */
export type Target =
  | { readonly principalId: string }
  | { readonly app: string }
  | { readonly everything: true };

/** What an operator asks for; field names are those of OAuth 2.0 and of our secrets. */
export type Request =
  | ({ readonly operation: 'registerApp' } & Registration)
  | { readonly operation: 'checkApp'; readonly app: string }
  | { readonly operation: 'listApps' }
  | ({ readonly operation: 'enrol' } & Enrolment)
  | { readonly operation: 'enrolMany'; readonly principals: readonly EnrolmentReading[] }
  | { readonly operation: 'show'; readonly principalId: string }
  | ({ readonly operation: 'list' } & Wanted)
  | { readonly operation: 'refresh'; readonly principalId: string }
  | { readonly operation: 'pause'; readonly target: Target }
  | { readonly operation: 'resume'; readonly target: Target }
  | ({ readonly operation: 'resume' } & NewGrant)
  | ({ readonly operation: 'remove' } & Removal)
  | { readonly operation: 'restore'; readonly rescue: Rescue }
  | { readonly operation: 'status' }
  | { readonly operation: 'authorizeUrl'; readonly app: string; readonly request: AuthorizationRequest }
  | { readonly operation: 'diagnose'; readonly app?: string };

export type Reading =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly operation?: string; readonly problems: readonly AppProblem[] };

/** Checks an event, which is untrusted. Problems name fields, never values. */
export const readRequest = (event: unknown): Reading => {
  const parsed = request.safeParse(event);
  if (parsed.success) return { ok: true, request: requestOf(parsed.data) };
  const operation = z.object({ operation: z.enum(OPERATIONS) }).safeParse(event);
  return { ok: false, ...(operation.success && operation.data), problems: problemsIn(parsed.error) };
};

const requestOf = (asked: Asked): Request => {
  const { operation } = asked;
  switch (operation) {
    case 'registerApp':
    case 'checkApp':
    case 'listApps':
    case 'restore':
    case 'status':
      return asked;
    case 'enrol':
      return { operation, ...enrolmentOf(asked) };
    case 'enrolMany':
      return { operation, principals: asked.principals.map(readEnrolment) };
    case 'show':
    case 'refresh':
      return { operation, principalId: asked.principal_id };
    case 'list':
      return { operation, ...wantedOf(asked) };
    case 'pause':
      return { operation, target: targetOf(asked) };
    case 'resume':
      return asked.grant !== undefined && asked.principal_id !== undefined
        ? { operation, principalId: asked.principal_id, ...grantOf(asked.grant) }
        : { operation, target: targetOf(asked) };
    case 'remove':
      return { operation, principalId: asked.principal_id, ...(asked.now && { atOnce: true }) };
    case 'authorizeUrl':
      return { operation, app: asked.app, request: authorizationRequestOf(asked) };
    case 'diagnose':
      return { operation, ...(asked.app !== undefined && { app: asked.app }) };
  }
};

const authorizationRequestOf = ({
  redirect_uri: redirectUri,
  state,
  code_challenge: codeChallenge,
}: Extract<Asked, { operation: 'authorizeUrl' }>): AuthorizationRequest => ({
  redirectUri,
  state,
  ...(codeChallenge !== undefined && { codeChallenge }),
});

const wantedOf = ({
  provider,
  app,
  state,
  overdue,
  limit,
  page,
}: Extract<Asked, { operation: 'list' }>): Wanted => {
  const after = page === undefined ? undefined : readPage(page);
  return {
    limit,
    ...(provider !== undefined && { provider }),
    ...(app !== undefined && { app }),
    ...(state !== undefined && { state }),
    ...(overdue && { overdue }),
    ...(after !== undefined && { after }),
  };
};

const targetOf = ({
  principal_id: principalId,
  app,
}: Extract<Asked, { operation: 'pause' | 'resume' }>): Target => {
  if (principalId !== undefined) return { principalId };
  return app === undefined ? { everything: true } : { app };
};
