/**
 * What can go wrong on request.
 *
 * A fault that strikes *before* the cloud has worked consumes nothing: the refresh token is as good as it was. One that
 * strikes *after* has rotated the token and spoils the answer: presenting the old token again is then a retry, not reuse.
 */
export type Fault =
  /** Accepted and never answered. */
  | { readonly kind: 'hang'; readonly strikes?: 'before' | 'after' }
  /** The connection is destroyed, nothing was consumed. */
  | { readonly kind: 'drop' }
  /** The token is rotated, then the connection is destroyed: the answer is lost. */
  | { readonly kind: 'drop-after' }
  /** Somebody else answers: a gateway's 502 page, a 429 with Retry-After, a redirect. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly strikes?: 'before' | 'after';
    }
  /** Half of the body: as a whole reply of its own (`body`), or cut off by the connection's end. */
  | { readonly kind: 'truncated'; readonly ends?: 'body' | 'connection' }
  /** The body comes byte by byte. */
  | { readonly kind: 'slow'; readonly msPerByte: number }
  /** Blanks in front of the body, so that no prefix of it is of use. @default 1 MiB of them */
  | { readonly kind: 'huge'; readonly bytes?: number }
  /** `token_type` is "mac". */
  | { readonly kind: 'wrong-type' }
  /** The reply names another user or thing: the one given, or any other that the cloud has. */
  | { readonly kind: 'wrong-subject'; readonly subject?: string }
  /** Only a new refresh token is answered. */
  | { readonly kind: 'no-access-token' }
  /** The tokens held now are dead at once and for good; ones granted later live. Takes no `remaining`. */
  | { readonly kind: 'revoked' }
  /** The access tokens held now are dead at once; their refresh tokens live. Takes no `remaining`. */
  | { readonly kind: 'access-revoked' }
  /** The app is frozen or disabled. */
  | { readonly kind: 'frozen' }
  /** The server wants another client secret: the one given, or none that anybody knows. */
  | { readonly kind: 'secret-changed'; readonly secret?: string };

export type FaultKind = Fault['kind'];

/** Whom a fault meets. Without a field: everybody. */
export interface Target {
  readonly principal?: string | undefined;
  readonly app?: string | undefined;
}

export interface Scope extends Target {
  /** Requests left to spoil. @default until cleared */
  readonly remaining?: number;
}

/** Does the cloud get to work at all? */
export const strikesBefore = (fault: Fault | undefined): boolean => {
  switch (fault?.kind) {
    case 'drop':
      return true;
    case 'hang':
    case 'status':
      return fault.strikes !== 'after';
    default:
      return false;
  }
};

interface Standing {
  readonly fault: Fault;
  readonly target: Target;
  remaining: number;
}

const sameTarget = (one: Target, other: Target): boolean =>
  one.principal === other.principal && one.app === other.app;

/** Faults that do their work when they are set, and are over then. */
export type AtOnce = Readonly<Record<'revoked' | 'access-revoked', (target: Target) => void>>;

/** One fault at a time for each target; where several meet a request, the narrowest strikes. */
export class Faults {
  readonly #unknown: readonly FaultKind[];
  readonly #atOnce: AtOnce;
  #standing: Standing[] = [];

  constructor(options: { unknown: readonly FaultKind[]; atOnce: AtOnce }) {
    this.#unknown = options.unknown;
    this.#atOnce = options.atOnce;
  }

  /** Replaces the fault of the same target. @throws when the cloud has no such fault. */
  set(fault: Fault, scope: Scope = {}): void {
    if (this.#unknown.includes(fault.kind)) throw new Error(`this cloud has no fault "${fault.kind}"`);
    const { remaining, ...target } = scope;
    if (fault.kind === 'revoked' || fault.kind === 'access-revoked') {
      this.#atOnce[fault.kind](target);
      return;
    }
    this.clear(target);
    this.#standing.push({ fault, target, remaining: remaining ?? Number.POSITIVE_INFINITY });
  }

  /** Without a target: all of them. */
  clear(target?: Target): void {
    this.#standing = target ? this.#standing.filter((standing) => !sameTarget(standing.target, target)) : [];
  }

  /** The fault that meets this request, if any; counted off. */
  strike(met: Target): Fault | undefined {
    const narrowness = ({ target }: Standing) => (target.principal ? 2 : 0) + (target.app ? 1 : 0);
    const [standing] = this.#standing
      .filter(({ target }) => target.principal === undefined || target.principal === met.principal)
      .filter(({ target }) => target.app === undefined || target.app === met.app)
      .sort((one, other) => narrowness(other) - narrowness(one));
    if (!standing) return undefined;
    standing.remaining -= 1;
    if (standing.remaining <= 0) this.clear(standing.target);
    return standing.fault;
  }
}
