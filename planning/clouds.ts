import { protocolOf, protocols, providers } from '../lambdas/core/protocols/index.ts';
import type { Protocol } from '../lambdas/core/protocols/protocol.ts';
import type { Fleet } from './fleet.ts';

/*
 * What clouds allow an app, as far as a plan needs it: by their protocols, so that no cloud is named here.
 */

/** Whose names a plan takes. */
export const CLOUDS = providers;

export const holdsOneToken = ({ provider }: Pick<Fleet, 'provider'>): boolean =>
  provider !== undefined && protocolOf(provider)?.tokensPerApp === 'one';

/** A cloud whose app holds a single token has an app for each principal. */
export const appsOf = (fleet: Pick<Fleet, 'provider' | 'principals' | 'apps'>): number =>
  holdsOneToken(fleet) ? fleet.principals : fleet.apps;

/** Of a cloud that nobody named, the most careful is assumed of those whose apps hold many tokens. */
export const cloudsOf = ({ provider }: Pick<Fleet, 'provider'>): readonly Protocol[] => {
  const named = protocolOf(provider ?? '');
  return named ? [named] : [...protocols.values()].filter(({ tokensPerApp }) => tokensPerApp === 'many');
};

/** Of one app. */
export const requestsAtOnce = (fleet: Pick<Fleet, 'provider'>): number =>
  Math.min(...cloudsOf(fleet).map(({ concurrency }) => concurrency));
