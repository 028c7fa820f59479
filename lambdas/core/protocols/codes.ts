import type { Verdict } from '../outcome.ts';
import { type Members, member, textOf } from './body.ts';
import type { Asked } from './protocol.ts';

/**
 * What one error code means. A table is a list of these: the first rule that fits wins, so a rule with a condition
 * stands above the plain one of the same code.
 */
export interface CodeRule {
  readonly code: string;
  /** Only for an answer to this. */
  readonly asked?: Asked;
  /** Only where the description says this. */
  readonly saying?: RegExp;
  readonly verdict: Extract<Verdict, 'reauthorize' | 'app-misconfigured' | 'retry'>;
  /** For people: stands in "CODE: ....". */
  readonly reason: string;
  /** Speaks of the app itself (frozen, not found). */
  readonly unmistakable?: true;
  /** The least time, in milliseconds (1,000 or more), for which the whole app must be quiet. */
  readonly waitMs?: number;
}

export type CodeTable = readonly CodeRule[];

/** Where clouds put an error code. A protocol lists all four, its own habit first. */
export type CodePlace = 'error' | 'errorCode' | 'error_code' | 'resultcode';

const DESCRIPTION_PLACES = ['error_description', '_error_description', 'error_desc', 'message', 'resultmsg'];

/** Stands for a code that is neither text nor number; no table has it. */
const NOT_A_CODE = 'not a code';

const codeOf = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return textOf(value)?.trim();
    case 'number':
      return String(value);
    case 'object':
      return value === null || Object.keys(value).length === 0 ? undefined : NOT_A_CODE;
    default:
      return value === true ? NOT_A_CODE : undefined;
  }
};

/** The first code that is neither null nor empty. It is text of the reply: see {@link showable} before printing it. */
export const codeIn = (members: Members | undefined, places: readonly CodePlace[]): string | undefined =>
  places.map((place) => codeOf(member(members, place))).find((code) => code !== undefined);

const descriptionIn = (members: Members | undefined): string =>
  DESCRIPTION_PLACES.map((place) => textOf(member(members, place))).find((text) => text !== undefined) ?? '';

/** The rule for a code, `undefined` where it is in no table. */
export const ruleFor = (
  table: CodeTable,
  code: string,
  asked: Asked,
  members: Members | undefined,
): CodeRule | undefined => {
  const word = code.toLowerCase();
  const description = descriptionIn(members);
  return table.find(
    (rule) =>
      rule.code.toLowerCase() === word &&
      (rule.asked === undefined || rule.asked === asked) &&
      (rule.saying === undefined || rule.saying.test(description)),
  );
};

/** A plain word in one case, a short number, or `IOTDA.000123`: shapes that codes have and tokens do not. */
const CODE_SHAPES = [
  /^(?=.{1,40}$)[a-z]+(_[a-z]+)*$/,
  /^(?=.{1,40}$)[A-Z]+(_[A-Z]+)*$/,
  /^\d{1,10}$/,
  /^[A-Z]{2,10}\.\d{1,8}$/,
];

/** Whether a code that is in no table may be printed: an error body can echo a token. */
export const showable = (code: string): boolean => CODE_SHAPES.some((shape) => shape.test(code));
