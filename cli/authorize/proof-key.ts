import { createHash, randomBytes } from 'node:crypto';
import { type Confidential, confidential } from '../../lambdas/core/confidential.ts';

const BYTES = 32;

/** Nobody can guess it, and it fits into an address: 43 characters. */
export const unguessable = (): string => randomBytes(BYTES).toString('base64url');

/** Only whoever asked for a code can exchange it. */
export interface ProofKey {
  readonly verifier: Confidential;
  /** S256 of it: it may be seen. */
  readonly challenge: string;
}

/** @see https://www.rfc-editor.org/rfc/rfc7636#section-4.1 */
export const newProofKey = (): ProofKey => {
  const verifier = unguessable();
  return {
    verifier: confidential(verifier),
    challenge: createHash('sha256').update(verifier).digest('base64url'),
  };
};
