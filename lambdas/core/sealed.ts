import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Confidential, confidential } from './confidential.ts';
import { grantOnPaper, readGrant, writtenGrant } from './grant-on-paper.ts';
import { someText } from './some-text.ts';
import type { AccessToken, Grant, Login, Sealed, Tokens } from './tokens.ts';

const sealedOnPaper = z.object({
  v: z.literal(1),
  principal_id: z.string(),
  provider: z.string(),
  app: z.string(),
  grant: grantOnPaper,
  access: z.object({ token: someText, token_type: z.string() }).optional(),
});

/** The plaintext that is sealed into a row. */
export const sealedText = (sealed: Sealed): Confidential => {
  const { grant, access } = sealed;
  const paper: z.input<typeof sealedOnPaper> = {
    v: 1,
    principal_id: sealed.principalId,
    provider: sealed.provider,
    app: sealed.app,
    grant: writtenGrant(grant),
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
    grant: readGrant(grant),
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

/**
 * Tells two grants of one principal apart without holding either; salted by the id, so equal tokens differ by row. A
 * password is left out: unlike a token it can be guessed from its digest.
 */
export const grantDigest = (principalId: string, grant: Grant): string =>
  createHash('sha256').update(`${principalId}\n${grant.kind}\n`).update(markOf(grant)).digest('base64url');

const markOf = (grant: Grant): string => {
  switch (grant.kind) {
    case 'refresh_token':
      return grant.refreshToken.reveal();
    case 'login':
      return grant.as ?? '';
    case 'password':
      return grant.username;
    case 'none':
      return '';
  }
};

/**
 * The grant to keep after an answer: the new refresh token, beside the login that it came from or that already stood
 * by; the old one where nothing was said (RFC 6749, section 6); that login where the cloud says that there is none.
 *
 * @param standIn what the protocol puts in the place of a refused refresh token
 */
export const nextGrant = (used: Grant, refreshToken: Tokens['refreshToken'], standIn?: Login): Grant => {
  const login = used.kind === 'login' || used.kind === 'password' ? used : standIn;
  if (refreshToken) return { kind: 'refresh_token', refreshToken, ...(login && { fallback: login }) };
  return refreshToken === null && login ? login : used;
};

export const accessOf = (tokens: Tokens): AccessToken => ({
  token: tokens.accessToken,
  tokenType: tokens.tokenType ?? 'Bearer',
});
