/** A cloud was to be asked with a kind of grant that it does not take: a programming error, since none such can be kept there. */
export class CannotAskError extends Error {
  readonly code = 'cannot-ask';

  constructor(provider: string, grant: string) {
    super(`${provider} cannot be asked with a grant of the kind ${grant}`);
    this.name = 'CannotAskError';
  }
}
