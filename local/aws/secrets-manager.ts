import type { SecretsContext } from './add-version.ts';
import { jsonService, type Service } from './operation.ts';
import { secretLifecycle } from './secret-lifecycle.ts';
import { secretListings } from './secret-listings.ts';
import { secretReads } from './secret-reads.ts';
import { secretWrites } from './secret-writes.ts';

/** Secrets Manager: values, labels, tokens, limits and deletion as the service has them; no rotation, no policies. */
export const secretsManager = (context: SecretsContext): Service => {
  const operations = {
    ...secretWrites(context),
    ...secretReads(context),
    ...secretListings(context),
    ...secretLifecycle(context),
  };
  return jsonService('secretsmanager', operations, () => context.secrets.written());
};
