import { createHmac } from 'node:crypto';

/** A grant that nobody but its principal may present. A password or an app's own login may serve several. */
export interface SoleGrant {
  readonly provider: string;
  readonly kind: 'refresh_token' | 'authorization_code';
  readonly secret: string;
}

/** Whose grant it is, where it was given under another id before; else it is remembered as this one's. */
export type Repeated = (grant: SoleGrant, id: string) => string | undefined;

/**
 * Compares the grants of one call or one file. Presented twice, a refresh token that rotates or a code may end all that
 * was issued for it. Remembered are digests under a key that is never written down, so nothing can be had from memory.
 *
 * @param key 32 random bytes, for this call or file alone
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
 */
export const repeatedGrants = (key: Uint8Array): Repeated => {
  const idOf = new Map<string, string>();
  return ({ provider, kind, secret }, id) => {
    const print = createHmac('sha256', key)
      .update(JSON.stringify([provider, kind, secret]))
      .digest('base64');
    const first = idOf.get(print) ?? id;
    idOf.set(print, first);
    return first === id ? undefined : first;
  };
};

/** @param id whose grant it is */
export const giveItsOwn = (id: string): string => `the same as that of ${id}: give each principal its own`;
