import type { Random } from '../random.ts';
import type { Kept } from './keeping.ts';
import type { Pair } from './pair.ts';
import { proves } from './pkce.ts';

/** What a person consented to. */
export interface CodeGrant {
  readonly app: string;
  readonly principal: string;
  /** Named when the code was asked for: then the exchange must name the same (RFC 6749 section 4.1.3). */
  readonly redirectUri?: string;
  /** S256: then the exchange must show the verifier (RFC 7636). */
  readonly codeChallenge?: string;
}

export interface KeptCode extends CodeGrant {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly used: boolean;
  /** The family of pairs that its exchange started. */
  readonly family?: number;
}

export interface CodeSettings {
  readonly clock: () => number;
  readonly random: Random;
  readonly lifetimeMs: number;
  /** A code came again: what it had yielded. */
  readonly onReuse?: (family: number) => void;
}

interface Exchange {
  readonly app: string;
  readonly redirectUri: string | undefined;
  readonly verifier?: string | undefined;
}

/**
 * Authorization codes: short-lived, good for one exchange by the app that they were made for. A used one is remembered
 * until it would have ended, then forgotten: that it comes again later is not noticed, only refused.
 */
export class Codes {
  readonly #settings: CodeSettings;
  readonly #kept: Kept<KeptCode>;

  constructor(settings: CodeSettings, kept: Kept<KeptCode>) {
    this.#settings = settings;
    this.#kept = kept;
  }

  issue(grant: CodeGrant): string {
    const { clock, random, lifetimeMs } = this.#settings;
    for (const [code, { until }] of [...this.#kept.entries]) if (until <= clock()) this.#kept.delete(code);
    const code = random.alphanumeric(32);
    this.#kept.put(code, { ...grant, until: clock() + lifetimeMs, used: false });
    return code;
  }

  /** Uses the code up, also where something else is wrong with the exchange. Another app's code stays as it is. */
  exchange(code: string, by: Exchange, issue: (grant: CodeGrant) => Pair): Pair | undefined {
    const { clock, onReuse } = this.#settings;
    const grant = this.#kept.entries.get(code);
    if (grant?.app !== by.app || grant.until <= clock()) return undefined;
    if (grant.used) {
      if (grant.family !== undefined) onReuse?.(grant.family);
      return undefined;
    }
    const isRight =
      (grant.redirectUri === undefined || grant.redirectUri === by.redirectUri) &&
      proves(by.verifier, grant.codeChallenge);
    const pair = isRight ? issue(grant) : undefined;
    this.#kept.put(code, { ...grant, used: true, ...(pair && { family: pair.family }) });
    return pair;
  }
}
