import { MINUTE } from '../../lambdas/core/time.ts';
import type { Principals, Replacement } from '../../lambdas/flow/ports.ts';
import { LEASE_END, NOW } from './principals.ts';

const lastError = { code: 'http-503', action: 'wait', at: NOW };

const replacement: Replacement = {
  provider: 'oauth2',
  app: 'app-1',
  sealed: new Uint8Array([5]),
  grantDigest: 'digest-new',
  generation: 1_800_000_000,
  keptBy: 'enrolment',
  secretName: 'refresh-scheduler/tokens/oauth2/thing-1',
  publishBudget: { left: 90, at: NOW },
};

/** Every write on a row, as one caller makes it: the run whose lease is `mine`, an operator, or the census. */
export const writesOf = (principals: Principals) => ({
  claim: (id: string) =>
    principals.claim(id, {
      app: 'app-1',
      provider: 'oauth2',
      leaseId: 'mine',
      until: LEASE_END,
      now: NOW,
    }),
  keep: (id: string) =>
    principals.keep(id, 7, 'mine', {
      sealed: new Uint8Array([9]),
      grantDigest: 'digest-2',
      times: { issuedAt: NOW, expiresAt: NOW + 60 * MINUTE },
    }),
  settle: (id: string) =>
    principals.settle(
      id,
      {
        leaseId: 'mine',
        generation: 7,
        publishedVersion: 'version-new',
        publishBudget: { left: 79, at: NOW },
        refreshAt: NOW + 45 * MINUTE,
        presented: 'goes',
      },
      NOW,
    ),
  defer: (id: string) =>
    principals.defer(id, {
      leaseId: 'mine',
      generation: 7,
      refreshAt: NOW + 2 * MINUTE,
      failures: 1,
      lastError,
      presented: 'stays',
    }),
  halt: (id: string) =>
    principals.halt(id, {
      leaseId: 'mine',
      generation: 7,
      haltReason: 'refused',
      failures: 1,
      lastError,
      presented: 'stays',
    }),
  adopt: (id: string) => principals.adopt(id, NOW),
  announced: (id: string) => principals.announced(id, 7, { what: 'failing', generation: 7 }),
  markDue: (id: string) => principals.markDue(id, { rejected: 7 }, NOW),
  pause: (id: string) => principals.pause(id),
  resume: (id: string) => principals.resume(id, NOW),
  create: (id: string) => principals.create(id, replacement, NOW),
  replace: (id: string) => principals.replace(id, 7, replacement, NOW),
  restore: (id: string) =>
    principals.restore(
      id,
      7,
      { generation: 7, keptBy: 'lost-run', sealed: new Uint8Array([8]), grantDigest: 'digest-rescued' },
      NOW,
    ),
  remove: (id: string) => principals.remove(id, 7, NOW),
});
