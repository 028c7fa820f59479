/** Inside the code all times are epoch milliseconds and all spans milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The end of the year 9999, in epoch seconds: what lies beyond was written in milliseconds. */
export const FAR_FUTURE_SECONDS = 253_402_300_800;

/** Stored items and secrets count whole seconds: rounding at once keeps memory and table the same. */
export const wholeSeconds = (ms: number): number => Math.floor(ms / SECOND) * SECOND;
/** For a span that must not be cut short. */
export const wholeSecondsUp = (ms: number): number => Math.ceil(ms / SECOND) * SECOND;
