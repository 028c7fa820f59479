const HIDDEN = '[confidential]';

/**
 * A string that must not be seen: a token, a client secret, a private key, a request body that carries one.
 *
 * Printing, logging, serialising, inspecting, interpolating and cloning it all give `[confidential]` or nothing;
 * only {@link Confidential.reveal} gives the value, so that every place that takes it out can be found by name.
 */
export class Confidential {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: for the wire, the sealer and the vault only. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Confidential): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}

export const confidential = (value: string): Confidential => new Confidential(value);
