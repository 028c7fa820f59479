import { protocolOf, providers } from '../../lambdas/core/protocols/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../lambdas/core/time.ts';
import { LONGEST_LATENCY } from '../../planning/capacity.ts';
import { ASSUMED, type Fleet, fleetOf } from '../../planning/fleet.ts';
import { WrongInputError } from './wrong-input.ts';

/** What `plan` takes. */
export interface PlanOptions {
  readonly principals?: string;
  readonly lifetime?: string;
  readonly region?: string;
  readonly provider?: string;
  readonly apps?: string;
  readonly readsPerHour?: string;
  readonly latency?: string;
  readonly tokenBytes?: string;
  readonly concurrency?: string;
  readonly publishRate?: string;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };
const MOST_PRINCIPALS = 10_000_000;
const LONGEST_LIFETIME = 365 * DAY;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/** @throws {WrongInputError} with everything that is wrong */
export const fleetFrom = (options: PlanOptions): Fleet => {
  const problems: string[] = [];
  const number = (
    option: string,
    text: string | undefined,
    least: number,
    most: number,
  ): number | undefined => {
    if (text === undefined) return undefined;
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    problems.push(`${option} takes a whole number from ${least} to ${most}`);
    return undefined;
  };
  const span = (option: string, text: string | undefined, least: number, most: number, such: string) => {
    if (text === undefined) return undefined;
    const [, count = '', unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
    const value = Number(count) * (UNITS[unit] ?? Number.NaN);
    if (value >= least && value <= most) return value;
    problems.push(`${option} takes a time ${such}`);
    return undefined;
  };

  if (options.principals === undefined) problems.push('--principals is missing: say how many you expect');
  if (options.lifetime === undefined)
    problems.push('--lifetime is missing: say how long an access token lives, such as 2h');
  const { provider, region } = options;
  if (provider !== undefined && !providers.includes(provider))
    problems.push(`--provider must be one of: ${providers.join(', ')}`);
  if (region !== undefined && !REGION.test(region))
    problems.push(`--region takes the name of an AWS Region, such as ${ASSUMED.region}`);
  if (options.apps !== undefined && protocolOf(provider ?? '')?.tokensPerApp === 'one')
    problems.push('--apps cannot be chosen: an app of this provider holds one principal');

  const {
    principals = 0,
    lifetime = 0,
    concurrency,
    publishRate,
    ...others
  } = {
    principals: number('--principals', options.principals, 1, MOST_PRINCIPALS),
    lifetime: span(
      '--lifetime',
      options.lifetime,
      MINUTE,
      LONGEST_LIFETIME,
      'from 1m to 365d, such as 90m, 2h or 3600s',
    ),
    apps: number('--apps', options.apps, 1, 100_000),
    readsPerHour: number('--reads-per-hour', options.readsPerHour, 0, 1_000_000),
    latency: span('--latency', options.latency, 1, LONGEST_LATENCY, 'up to 8s, such as 300ms'),
    tokenBytes: number('--token-bytes', options.tokenBytes, 16, 16_384),
    concurrency: number('--concurrency', options.concurrency, 1, 64),
    publishRate: number('--publish-rate', options.publishRate, 1, 50),
  };
  if (problems.length > 0) throw new WrongInputError(...problems);
  const { settings } = ASSUMED;
  return fleetOf({
    principals,
    lifetime,
    ...given({ provider, region, ...others }),
    settings: { ...settings, ...given({ concurrency, publishRate }) },
  });
};

const given = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
