const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const FINE = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });
const MONEY = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** `9.65`, `115`, `10,001`: three digits that mean something, and no fractions of large numbers. */
export const figure = (value: number): string => (value < 100 ? FINE : GROUPED).format(value);

/** `10,001`, to the next whole number. */
export const whole = (value: number): string => GROUPED.format(value);

/** `$4,000.40` */
export const dollars = (value: number): string =>
  value > 0 && value < 0.005 ? '< $0.01' : MONEY.format(value);

const PRICE = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 2,
  maximumFractionDigits: 4,
});

/** `$0.40` of one, `$0.625 a million` of what is cheap. */
export const price = (ofOne: number): string =>
  ofOne >= 0.01 ? PRICE.format(ofOne) : `${PRICE.format(1e6 * ofOne)} a million`;

/** `19.9 %`, of a share of 1. */
export const percent = (share: number): string => {
  const value = 100 * share;
  if (!Number.isFinite(value)) return 'more than all';
  if (value > 0 && value < 0.1) return '< 0.1 %';
  return `${value.toFixed(value < 99.95 ? 1 : 0)} %`;
};
