import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Confidential, confidential } from './confidential.ts';
import type { AccessToken, Grant, Sealed, Tokens } from './tokens.ts';

const grantOnPaper = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refresh_token'), refresh_token: z.string().min(1) }),
  z.object({ kind: z.literal('login') }),
]);

const sealedOnPaper = z.object({
  v: z.literal(1),
  principal_id: z.string(),
  provider: z.string(),
  app: z.string(),
  grant: grantOnPaper,
  access: z.object({ token: z.string().min(1), token_type: z.string() }).optional(),
});

/** The plaintext that is sealed into a row. */
export const sealedText = (sealed: Sealed): Confidential => {
  const { grant, access } = sealed;
  const paper: z.input<typeof sealedOnPaper> = {
    v: 1,
    principal_id: sealed.principalId,
    provider: sealed.provider,
    app: sealed.app,
    grant: grant.kind === 'login' ? grant : { kind: grant.kind, refresh_token: grant.refreshToken.reveal() },
    ...(access ? { access: { token: access.token.reveal(), token_type: access.tokenType } } : {}),
  };
  return confidential(JSON.stringify(paper));
};

/** The row a plaintext must belong to. */
export interface Owner {
  readonly principalId: string;
  readonly provider: string;
  readonly app: string;
}

/** `undefined` when the text is not ours, or belongs to another row: a sealed blob must not be moved about. */
export const readSealed = (plaintext: Confidential, owner: Owner): Sealed | undefined => {
  const paper = sealedOnPaper.safeParse(parseJson(plaintext));
  if (!paper.success) return undefined;
  const { principal_id: principalId, provider, app, grant, access } = paper.data;
  if (principalId !== owner.principalId || provider !== owner.provider || app !== owner.app) return undefined;
  return {
    principalId,
    provider,
    app,
    grant:
      grant.kind === 'login'
        ? grant
        : { kind: 'refresh_token', refreshToken: confidential(grant.refresh_token) },
    ...(access ? { access: { token: confidential(access.token), tokenType: access.token_type } } : {}),
  };
};

const parseJson = (text: Confidential): unknown => {
  try {
    return JSON.parse(text.reveal());
  } catch {
    return undefined;
  }
};

/** Tells two grants of one principal apart without holding either; salted by the id, so equal tokens differ by row. */
export const grantDigest = (principalId: string, grant: Grant): string =>
  createHash('sha256')
    .update(`${principalId}\n${grant.kind}\n`)
    .update(grant.kind === 'refresh_token' ? grant.refreshToken.reveal() : '')
    .digest('base64url');

/**
 * The grant to keep after an answer: the new refresh token, the old one where nothing was said (RFC 6749 section 6),
 * a login where the cloud says that there is none and its protocol can log in.
 */
export const nextGrant = (used: Grant, refreshToken: Tokens['refreshToken'], login?: Grant): Grant => {
  if (refreshToken) return { kind: 'refresh_token', refreshToken };
  if (refreshToken === null && login) return login;
  return used;
};

export const accessOf = (tokens: Tokens): AccessToken => ({
  token: tokens.accessToken,
  tokenType: tokens.tokenType ?? 'Bearer',
});
