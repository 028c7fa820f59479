import { createHash } from 'node:crypto';
import { type Confidential, confidential } from './confidential.ts';
import type { Principal } from './principal.ts';
import { SECOND } from './time.ts';
import type { AccessToken } from './tokens.ts';

/** What consumers read. `version` is the ClientRequestToken: a digest of the bytes, so a repeated Put changes nothing. */
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
  return { text: confidential(text), version: createHash('sha256').update(text).digest('hex') };
};
