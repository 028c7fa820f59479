import { HOUR, SECOND } from '../../lambdas/core/time.ts';
import type { CloudApp, Dialect } from '../../simulation/clouds/cloud-app.ts';
import { dkn, kii, oauth2 } from '../../simulation/clouds/dialect.ts';

export const LIFETIME = 2 * HOUR;

interface Herder {
  readonly name: string;
  readonly dialect: Dialect;
  /** Of all. */
  readonly share: number;
  /** Requests that its cloud answers in a minute; above them it says 429. @default any number */
  readonly callsAMinute?: number;
}

export const HERDERS: readonly Herder[] = [
  { name: 'large', dialect: kii, share: 0.4 },
  { name: 'equal-1', dialect: oauth2, share: 0.125 },
  { name: 'equal-2', dialect: oauth2, share: 0.125 },
  { name: 'equal-3', dialect: dkn, share: 0.125 },
  { name: 'equal-4', dialect: dkn, share: 0.125 },
  { name: 'throttled', dialect: oauth2, share: 0.1, callsAMinute: 100 },
];
export const cloudApp = (name: string, dialect: Dialect): CloudApp => ({
  name,
  dialect,
  host: `${name}.example`,
  lifetimeSeconds: LIFETIME / SECOND,
  refreshLifetimeMs: Number.POSITIVE_INFINITY,
  revokesFamilyOnReuse: false,
  oneToken: false,
  clientId: `client-of-${name}`,
  secrets: new Set([`secret-of-${name}`]),
  condition: 'well',
  conditionSince: 0,
  weather: 'well',
  since: undefined,
});
