import type { Principal } from '../../../lambdas/core/principal.ts';
import { SECOND } from '../../../lambdas/core/time.ts';
import type { Written } from '../../../lambdas/flow/ports.ts';
import { NOW } from '../../support/principals.ts';
import type { OpenRows } from './rows.ts';

/** A claim as a run makes it, of rows of the app `app-1`. */
export const claimBy =
  (rows: OpenRows) =>
  (id: string, leaseId = 'mine', now = NOW): Promise<Written> =>
    rows().principals.claim(id, {
      app: 'app-1',
      provider: 'oauth2',
      leaseId,
      until: now + 80 * SECOND,
      now,
    });

/** The row that an answer shows, done or not. */
export const rowOf = (written: Written): Principal => {
  if (written.write === 'done') return written.principal;
  if (written.now.row === 'found') return written.now.principal;
  throw new Error(`no row: ${written.now.row}`);
};
