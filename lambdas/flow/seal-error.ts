/**
 * A sealed row that does not open. `sealed-unreadable` is the row's own fault (foreign, cut, tampered with);
 * `key-unavailable` is nobody's: throttled, timed out, denied. Carries no content.
 */
export class SealError extends Error {
  readonly code: 'sealed-unreadable' | 'key-unavailable';

  constructor(code: SealError['code'], options?: ErrorOptions) {
    super(code, options);
    this.name = 'SealError';
    this.code = code;
  }
}
