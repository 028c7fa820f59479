const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

const two = (value: number): string => String(value).padStart(2, '0');

/** A span in at most six characters: 42s, 3m07s, 1h12m, 12d. */
export const spanText = (ms: number): string => {
  const span = Math.max(0, Math.floor(ms / SECOND) * SECOND);
  if (span < MINUTE) return `${span / SECOND}s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)}m${two((span % MINUTE) / SECOND)}s`;
  if (span < 2 * DAY) return `${Math.floor(span / HOUR)}h${two(Math.floor((span % HOUR) / MINUTE))}m`;
  return `${Math.floor(span / DAY)}d`;
};

/** Longer timers overflow Node's, and nobody waits for them. */
const LONGEST = 365 * DAY;

/** Reads 90s, 3m, 2h, 5d or a sum of them (1h30m), in ms. `undefined`: it is none, or longer than a year. */
export const readSpan = (text: string): number | undefined => {
  if (!/^(\d{1,9}[smhd])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([smhd])/g)];
  const ms = parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
  return ms > 0 && ms <= LONGEST ? ms : undefined;
};
