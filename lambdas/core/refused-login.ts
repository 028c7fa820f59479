import type { Outcome } from './outcome.ts';
import type { Presentable } from './tokens.ts';

/**
 * A login presents nothing but the app's own credentials, so what is refused there speaks of the app: no principal is
 * stopped for it. One reply's verdict stays what the provider's table says.
 */
export const blamedOnApp = (outcome: Outcome, presented: Presentable): Outcome =>
  outcome.kind === 'refused' && presented.kind === 'login'
    ? { ...outcome, kind: 'misconfigured', unspent: true, unmistakable: false }
    : outcome;
