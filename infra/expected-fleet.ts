import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { exceeded } from '../planning/first-limit.ts';
import { ASSUMED, type Fleet, fleetOf } from '../planning/fleet.ts';
import type { Limit } from '../planning/limits.ts';
import type { Settings } from './settings.ts';

/** Says at synth what the expected fleet does not fit into, with the figure and the remedy: a warning for each limit. */
export const warnOfExpectedFleet = (scope: Construct, settings: Settings): void => {
  if (settings.expected === undefined) return;
  for (const limit of exceeded(expectedFleet(scope, settings, settings.expected)))
    Annotations.of(scope).addWarningV2(`refresh-scheduler:expected-${limit.id}`, warningOf(limit));
};

const expectedFleet = (
  scope: Construct,
  { concurrency, publishRate, timeout, memorySize }: Settings,
  { principals, lifetime, provider, apps = ASSUMED.apps }: NonNullable<Settings['expected']>,
): Fleet => {
  const { region } = Stack.of(scope);
  return fleetOf({
    principals,
    lifetime: lifetime.toMilliseconds(),
    apps,
    ...(provider === undefined ? {} : { provider }),
    // One that is known at deployment only is counted among those with the lowest quotas.
    region: Token.isUnresolved(region) ? '' : region,
    settings: { concurrency, publishRate, timeout: timeout.toMilliseconds(), memorySize },
  });
};

const warningOf = ({ what, used, of, unit, beyond, lifts }: Limit): string =>
  `The expected fleet does not fit: ${what}: ${rounded(used)} of ${rounded(of)} ${unit}. ${beyond} ${lifts}`;

const rounded = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
