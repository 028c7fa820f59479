import type { Warning } from '../tokens.ts';

/** Some clouds answer 68 years or more; a date that far off breaks clocks and timers. */
export const LONGEST_LIFETIME_SECONDS = 365 * 24 * 3600;

export interface Lifetime {
  readonly seconds: number;
  readonly warning?: Extract<Warning, 'lifetime-assumed' | 'lifetime-clamped'>;
}

const DECIMAL = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Whole seconds out of a number or a number that came as text; `undefined` where there is none above zero. */
const secondsOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && DECIMAL.test(value.trim()) ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  const seconds = Math.floor(number);
  return seconds > 0 ? seconds : undefined;
};

/** The lifetime of an access token, in seconds: more than 0 and at most 365 days. */
export const lifetimeOf = (value: unknown, defaultSeconds: number): Lifetime => {
  const seconds = secondsOf(value);
  if (seconds === undefined) return { seconds: defaultSeconds, warning: 'lifetime-assumed' };
  if (seconds > LONGEST_LIFETIME_SECONDS) {
    return { seconds: LONGEST_LIFETIME_SECONDS, warning: 'lifetime-clamped' };
  }
  return { seconds };
};

/** The lifetime of a refresh token; `undefined` where the reply says nothing, or 0, which some servers use for "never ends". */
export const refreshTokenLifetimeOf = (value: unknown): number | undefined => {
  const seconds = secondsOf(value);
  return seconds === undefined ? undefined : Math.min(seconds, LONGEST_LIFETIME_SECONDS);
};
