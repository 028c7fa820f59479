import type { Foundation } from './foundation.ts';

/** RFC 6749 section 4.1.2 recommends ten minutes at most. */
const LIFETIME_MS = 600_000;

interface CodeGrant {
  readonly app: string;
  readonly principal: string;
  /** Named when the code was asked for: then the exchange must name the same (RFC 6749 section 4.1.3). */
  readonly redirectUri: string | undefined;
}

/** Authorization codes: short-lived, good for one exchange by the app that they were made for. */
export class Codes {
  readonly #foundation: Foundation;
  readonly #open = new Map<string, CodeGrant & { readonly until: number }>();

  constructor(foundation: Foundation) {
    this.#foundation = foundation;
  }

  issue(grant: CodeGrant): string {
    const { clock, random } = this.#foundation;
    const code = random.alphanumeric(32);
    this.#open.set(code, { ...grant, until: clock() + LIFETIME_MS });
    return code;
  }

  /** Whose code it is. The code is gone afterwards; one that is not this app's stays. */
  take(code: string, by: { app: string; redirectUri: string | undefined }): string | undefined {
    const grant = this.#open.get(code);
    if (grant?.app !== by.app) return undefined;
    this.#open.delete(code);
    if (grant.redirectUri !== undefined && grant.redirectUri !== by.redirectUri) return undefined;
    return this.#foundation.clock() < grant.until ? grant.principal : undefined;
  }
}
