import { randomInt } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

/** Texts for made-up tokens: repeatable from a seed, and by no means secret. */
export interface Random {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  alphanumeric(length: number): string;
  hex(length: number): string;
  base64url(length: number): string;
}

/** Mulberry32: one 32-bit state, enough to tell tokens apart. Without a seed every start differs. */
export const createRandom = (seed: number = randomInt(2 ** 32)): Random => {
  let state = seed >>> 0;

  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  const from = (alphabet: string) => (length: number) =>
    Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join('');

  return {
    below,
    alphanumeric: from(ALPHANUMERIC),
    hex: from(HEX),
    base64url: from(`${ALPHANUMERIC}-_`),
  };
};
