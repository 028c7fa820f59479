import type { Verdict } from '../../lambdas/core/outcome.ts';
import type { Standing } from '../../lambdas/core/standing.ts';

/** What one tick made of one principal. */
export interface Judged {
  readonly kind: 'refreshed' | 'deferred' | 'refused' | 'misconfigured';
  readonly code?: string;
  readonly verdict?: Verdict;
  /** In doubt: it may be spent, and the row says so until an answer settles it. */
  readonly grant: 'renewed' | 'unspent' | 'in doubt';
  readonly state: string;
  /** Failures that count against the principal. */
  readonly failures: number;
  /** What the app's standing says of it. */
  readonly app: 'well' | 'gives no answer' | 'is misconfigured' | 'refuses';
  /** Requests that left this process, other than to AWS. */
  readonly sent: readonly string[];
}

/** An outage: whoever had the request may have spent the grant. It counts, and halts nobody. */
export const noAnswer = (code: string): Judged => ({
  kind: 'deferred',
  code,
  verdict: 'retry',
  grant: 'in doubt',
  state: 'active',
  failures: 1,
  app: 'gives no answer',
  sent: ['POST'],
});

/** An answer that nobody can use, and that may have spent the grant. */
export const uselessAnswer = (code: string): Judged => ({ ...noAnswer(code), verdict: 'malformed' });

/** No request was written, so nobody can have spent the grant. */
export const unreached = (code: string): Judged => ({ ...noAnswer(code), grant: 'unspent', sent: [] });

/** The app's secret is to blame, and nothing was sent: nothing counts against the principal. */
export const untrusted = (code: string): Judged => ({
  ...unreached(code),
  kind: 'misconfigured',
  verdict: 'app-misconfigured',
  failures: 0,
  app: 'is misconfigured',
});

export const refreshed: Judged = {
  kind: 'refreshed',
  grant: 'renewed',
  state: 'active',
  failures: 0,
  app: 'well',
  sent: ['POST'],
};

export const fares = ({ misconfigured, refused, unanswered }: Standing): Judged['app'] => {
  if (misconfigured.length > 0) return 'is misconfigured';
  if (refused.length > 0) return 'refuses';
  return unanswered.length > 0 ? 'gives no answer' : 'well';
};
