import type { NotifyReport } from '../flow/notify.ts';
import type { Journal } from '../flow/ports.ts';

/** One line a notice: what went out, where to, and for how many. */
export const report = (journal: Journal, { told, failed }: NotifyReport): void => {
  for (const { kind, severity, key, cause } of told)
    journal.info('notice', { kind, severity, key, principals: cause.principals.count });
  if (failed > 0) journal.warn('notices are left for the next run', { failed });
};
