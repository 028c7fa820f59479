import { validateHeaderValue } from 'node:http';
import { inspect } from 'node:util';
import { showsCanary } from './wild/canaries.ts';

/** Promises that hold for everything that is read, wherever it comes from. */

/** Visible characters and blanks of any script; nothing that moves a cursor, turns the direction of reading or is half a character. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]*$/u;

/** Of something that is printed. */
export const ofPrinted = (what: string, text: unknown, longest: number): string[] => {
  if (typeof text !== 'string') return [`${what} is no text`];
  return [
    ...(text.length > longest ? [`${what} has ${text.length} characters`] : []),
    ...(PRINTABLE.test(text) ? [] : [`${what} cannot be printed`]),
    ...(showsCanary(text) ? [`${what} shows a secret`] : []),
  ];
};

/** Nothing secret comes out, however a value is printed. */
export const ofSecrecy = (value: unknown): string[] => [
  ...(showsCanary(JSON.stringify(value) ?? '') ? ['a secret shows as JSON'] : []),
  ...(showsCanary(inspect(value, { depth: 12, showHidden: true, maxStringLength: null }))
    ? ['a secret shows in what inspect gives']
    : []),
];

export const ofWholeNumber = (what: string, value: unknown, least: number, most: number): string[] =>
  Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
    ? []
    : [`${what} is ${typeof value === 'number' ? value : typeof value}`];

export const ofHeader = (what: string, value: string): string[] => {
  try {
    validateHeaderValue('x', value);
    return [];
  } catch {
    return [`${what} cannot stand in a header`];
  }
};

const PROTOTYPES = [Object, Array, String, Number, Boolean, Function, Map, Promise, RegExp, Uint8Array].map(
  ({ prototype }) => prototype as object,
);
const namesIn = (): string =>
  PROTOTYPES.map((prototype) => Reflect.ownKeys(prototype).length).join() +
  Object.getPrototypeOf(Object.prototype);
let lastSeen = namesIn();

/** What all objects inherit is as it was at the last look: told of the one input that changed it, and of none after it. */
export const ofPrototypes = (): string[] => {
  const before = lastSeen;
  lastSeen = namesIn();
  return lastSeen === before ? [] : ['a prototype was changed'];
};
