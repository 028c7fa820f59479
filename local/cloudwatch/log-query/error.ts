/** A query that CloudWatch Logs Insights, or this part of it, does not take. */
export class LogQueryError extends Error {
  readonly code = 'log-query-not-understood';

  constructor(problem: string) {
    super(problem);
    this.name = 'LogQueryError';
  }
}
