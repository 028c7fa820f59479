import { spanText } from './spans.ts';

/** What a number counts. */
export type Unit = 'count' | 'seconds' | 'milliseconds' | 'dollars' | 'percent' | 'days';

/** A dashboard says units in its words alone. What is counted a second is a count, and so are gigabyte-seconds. */
const WORDS: readonly (readonly [RegExp, Unit])[] = [
  [/\$|\bUSD\b|\bdollars?\b/i, 'dollars'],
  [/\ban? (second|minute|hour|day|month)\b|GB-seconds/i, 'count'],
  [/\b(ms|milliseconds)\b/i, 'milliseconds'],
  [/\b(s|seconds)\b/i, 'seconds'],
  [/\bdays\b/i, 'days'],
  [/%|\bper ?cent\b/i, 'percent'],
];

/** The unit that the first of the texts names which names one; a count where none does. */
export const unitIn = (...texts: readonly (string | undefined)[]): Unit => {
  for (const text of texts) {
    const found = WORDS.find(([pattern]) => text !== undefined && pattern.test(text));
    if (found) return found[1];
  }
  return 'count';
};

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const THREE_DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const CENTS = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** Three digits are enough to tell; whole numbers keep all of theirs. */
const plain = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 1_000 ? WHOLE.format(value) : THREE_DIGITS.format(value);

const LONG_SECONDS = 60;
const LONG_MILLISECONDS = 10_000;

/** With its unit: `4 min 12 s`, `85 ms`, `$0.40`, `12`. */
export const quantityText = (value: number, unit: Unit): string => {
  switch (unit) {
    case 'seconds':
      return Math.abs(value) < LONG_SECONDS ? `${plain(value)} s` : spanText(value * 1_000);
    case 'milliseconds':
      return Math.abs(value) < LONG_MILLISECONDS ? `${plain(value)} ms` : `${plain(value / 1_000)} s`;
    case 'days':
      return `${plain(value)} ${value === 1 ? 'day' : 'days'}`;
    case 'dollars':
      return `${value < 0 ? '-' : ''}$${CENTS.format(Math.abs(value))}`;
    case 'percent':
      return `${plain(value)} %`;
    case 'count':
      return plain(value);
  }
};
