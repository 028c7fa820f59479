const HIDDEN = '[confidential]';

/** What is known of a token besides its text. */
export interface TokenFacts {
  readonly principalId: string;
  readonly provider: string;
  /** Rises with every token that a principal gets. */
  readonly generation: number;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly scope?: string;
  /** The user or thing that it is for, where the provider names it. */
  readonly subject?: string;
}

/**
 * An access token. Printing, logging, serialising, inspecting and interpolating it show the facts or nothing: the text
 * comes out by {@link Token.authorization} and {@link Token.reveal} alone.
 */
export class Token implements TokenFacts {
  readonly principalId: string;
  readonly provider: string;
  readonly generation: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  // Declared alone, so that what is not known is not there, rather than undefined.
  declare readonly scope?: string;
  declare readonly subject?: string;
  readonly #text: string;

  constructor(facts: TokenFacts, text: string) {
    this.principalId = facts.principalId;
    this.provider = facts.provider;
    this.generation = facts.generation;
    this.issuedAt = facts.issuedAt;
    this.expiresAt = facts.expiresAt;
    if (facts.scope !== undefined) this.scope = facts.scope;
    if (facts.subject !== undefined) this.subject = facts.subject;
    this.#text = text;
  }

  /**
   * The value of the header `Authorization`.
   * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
   */
  get authorization(): string {
    return `Bearer ${this.#text}`;
  }

  /** The token itself, for whatever does not take the header. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  /** In Node: also where getters are asked to be shown. */
  [Symbol.for('nodejs.util.inspect.custom')](): object {
    return { ...this };
  }
}
