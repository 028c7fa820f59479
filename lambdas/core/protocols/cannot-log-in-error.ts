/** A login was asked of a cloud that has none: a programming error, since no grant of that kind can be kept there. */
export class CannotLogInError extends Error {
  readonly code = 'cannot-log-in';

  constructor(provider: string) {
    super(`${provider} has no login that works without a person: only a refresh token can be presented`);
    this.name = 'CannotLogInError';
  }
}
