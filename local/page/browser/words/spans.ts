const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
] as const;

/** A span as its two largest units: `4 min 12 s`, `1 h`, `-30 s`. Less than a second is none. */
export const spanText = (ms: number): string => {
  const whole = Math.floor(Math.abs(ms) / SECOND) * SECOND;
  const first = UNITS.findIndex(([unit]) => whole >= unit);
  if (first === -1) return '0 s';
  let rest = whole;
  const parts = UNITS.slice(first, first + 2).map(([unit, name]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return [count, name] as const;
  });
  const text = parts.flatMap(([count, name]) => (count > 0 ? [`${count} ${name}`] : [])).join(' ');
  return ms < 0 ? `-${text}` : text;
};

/** `just now`, `3 min 7 s ago`. */
export const agoText = (ms: number): string => (ms < SECOND ? 'just now' : `${spanText(ms)} ago`);

/** A number is not parted from its unit where a line ends. */
export const unbroken = (text: string): string => text.replaceAll(/(\d) (?=\D)/g, '$1\u00a0');
