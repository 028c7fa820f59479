import type { ActivePrincipal } from '../../lambdas/core/principal.ts';
import { HOUR } from '../../lambdas/core/time.ts';

export const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

/** Refreshed an hour ago, published, an hour to live; nothing open, nothing wrong. */
export const aPrincipal = (but: Partial<ActivePrincipal> = {}): ActivePrincipal => ({
  principalId: 'sensor-1',
  provider: 'oauth2',
  app: 'greenhouse',
  state: 'active',
  dueQueue: 'greenhouse',
  refreshAt: NOW,
  sealed: Uint8Array.of(1, 2, 3),
  grantDigest: 'digest-of-the-grant',
  generation: 7,
  keptBy: 'lease-7',
  publishedGeneration: 7,
  publishBudget: { left: 90, at: NOW },
  failures: 0,
  issuedAt: NOW - HOUR,
  expiresAt: NOW + HOUR,
  secretName: 'refresh-scheduler/tokens/oauth2/sensor-1',
  ...but,
});
