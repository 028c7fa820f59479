import type { Replacement } from '../../../lambdas/flow/ports.ts';
import { NOW } from '../../support/principals.ts';

/** What an enrolment puts in place. */
export const replacement: Replacement = {
  provider: 'oauth2',
  app: 'app-1',
  sealed: new Uint8Array([5, 5]),
  grantDigest: 'digest-new',
  generation: 1_800_000_000,
  keptBy: 'enrolment-1',
  secretName: 'refresh-scheduler/tokens/oauth2/thing-1',
  publishBudget: { left: 90, at: NOW },
  labels: { site: 'north' },
};

/** The fields of a row that it sets. */
export const replaced = {
  ...replacement,
  state: 'active',
  dueQueue: 'app-1',
  refreshAt: NOW,
  failures: 0,
};
