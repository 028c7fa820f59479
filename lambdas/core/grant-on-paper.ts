import * as z from 'zod';
import { confidential } from './confidential.ts';
import { someText } from './some-text.ts';
import type { Grant, Login } from './tokens.ts';

const loginOnPaper = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('login'), as: someText.optional() }),
  z.object({ kind: z.literal('password'), username: someText, password: someText }),
]);

/** A grant as it is sealed. */
export const grantOnPaper = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('refresh_token'),
    refresh_token: someText,
    fallback: loginOnPaper.optional(),
  }),
  ...loginOnPaper.options,
  z.object({ kind: z.literal('none') }),
]);

type GrantOnPaper = z.infer<typeof grantOnPaper>;
type LoginOnPaper = z.infer<typeof loginOnPaper>;

export const writtenGrant = (grant: Grant): GrantOnPaper => {
  switch (grant.kind) {
    case 'refresh_token':
      return {
        kind: grant.kind,
        refresh_token: grant.refreshToken.reveal(),
        ...(grant.fallback && { fallback: writtenLogin(grant.fallback) }),
      };
    case 'none':
      return { kind: grant.kind };
    default:
      return writtenLogin(grant);
  }
};

const writtenLogin = (login: Login): LoginOnPaper =>
  login.kind === 'login'
    ? { kind: login.kind, ...(login.as !== undefined && { as: login.as }) }
    : { kind: login.kind, username: login.username, password: login.password.reveal() };

export const readGrant = (paper: GrantOnPaper): Grant => {
  switch (paper.kind) {
    case 'refresh_token':
      return {
        kind: paper.kind,
        refreshToken: confidential(paper.refresh_token),
        ...(paper.fallback && { fallback: readLogin(paper.fallback) }),
      };
    case 'none':
      return { kind: paper.kind };
    default:
      return readLogin(paper);
  }
};

const readLogin = (paper: LoginOnPaper): Login =>
  paper.kind === 'login'
    ? { kind: paper.kind, ...(paper.as !== undefined && { as: paper.as }) }
    : { kind: paper.kind, username: paper.username, password: confidential(paper.password) };
