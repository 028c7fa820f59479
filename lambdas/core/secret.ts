import { createHash } from 'node:crypto';
import { type Confidential, confidential } from './confidential.ts';
import type { Principal } from './principal.ts';
import { SECOND } from './time.ts';
import type { AccessToken } from './tokens.ts';

/**
 * What consumers read. `version` is the ClientRequestToken: the generation and a digest of the bytes, so that a repeated
 * Put changes nothing, and which of two versions is newer can be told without reading either.
 */
export interface SecretView {
  readonly text: Confidential;
  readonly version: string;
}

/**
 * The published view of a row, made from its fields alone: the same row always gives the same bytes.
 * Times in epoch seconds. Nothing else may ever be added that is not in the row.
 */
export const secretView = (principal: Principal, access: AccessToken): SecretView => {
  const seconds = (ms: number | undefined) => Math.floor((ms ?? 0) / SECOND);
  const text = JSON.stringify({
    schema: 1,
    principal_id: principal.principalId,
    provider: principal.provider,
    token_type: 'Bearer',
    access_token: access.token.reveal(),
    issued_at: seconds(principal.issuedAt),
    expires_at: seconds(principal.expiresAt),
    generation: principal.generation,
    ...(principal.scope === undefined ? {} : { scope: principal.scope }),
    ...(principal.subject === undefined ? {} : { subject: principal.subject }),
  });
  const digest = createHash('sha256').update(text).digest('base64url');
  return { text: confidential(text), version: `${principal.generation}-${digest}` };
};

/** The generation that a version of ours shows; 0 for one that is none of ours. */
export const generationOf = (version: string): number =>
  Number(/^(\d{1,15})-[\w-]{43}$/.exec(version)?.[1] ?? 0);

/** A publication gave way to a newer generation: its row is not what was published last (restored from a backup?). */
export const SUPERSEDED = 'publish-superseded';
