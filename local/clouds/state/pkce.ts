import { createHash } from 'node:crypto';

/** What a client shows at the authorization endpoint for the verifier that it will show at the token endpoint: S256. */
export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

/**
 * A verifier without a challenge is refused as well: somebody may have taken the challenge out of the authorization
 * request (RFC 9700 section 2.1.1).
 *
 * @see RFC 7636 section 4.6
 */
export const proves = (verifier: string | undefined, challenge: string | undefined): boolean =>
  (verifier === undefined ? undefined : challengeOf(verifier)) === challenge;
