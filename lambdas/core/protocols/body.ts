/** The members of a JSON object as they came off the wire: nothing in here may be trusted or printed. */
export type Members = Readonly<Record<string, unknown>>;

const BYTE_ORDER_MARK = /^\uFEFF/;

/** A JSON object: no array, no `null`. */
export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a body as a JSON object whatever its media type says.
 * `undefined`: it is not JSON, or is JSON of another kind (an array, a string, `null`).
 */
export const membersOf = (body: string): Members | undefined => {
  try {
    const value: unknown = JSON.parse(body.replace(BYTE_ORDER_MARK, ''));
    return isObject(value) ? value : undefined;
  } catch {
    // Its message would quote the body, so it goes no further.
    return undefined;
  }
};

/** A member of the object itself: a name such as `constructor` finds nothing that was not sent. */
export const member = (members: Members | undefined, name: string): unknown =>
  members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;

/** The text of a member, `undefined` where it is absent, blank or no text. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** Not to be shown: controls, what turns the direction of reading, ends of lines, halves of characters. */
const UNSHOWN = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Text that is stored, shown and compared later. The same text always gives the same, and half a character (which no
 * table stores) none that differs from what is stored.
 */
export const plainTextOf = (value: unknown, longest: number): string | undefined =>
  textOf(value)?.slice(0, longest).replace(UNSHOWN, '\uFFFD');

/** How deep anything of ours may be nested: deeper than any of it is. */
const MOST_LEVELS = 64;

/** What is nested without end can be read from JSON, and not be written again: that needs the stack. */
export const isShallow = (value: unknown, levels = MOST_LEVELS): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((one) => isShallow(one, levels - 1)));

/** Characters; longer than any token seen, and as long as all headers of a request together may be at most servers. */
export const LONGEST_TOKEN = 16_384;

/**
 * Finds a member of text that is whole in an object that is not, because its end was cut off. The cloud has already
 * spent the old refresh token by then, so a new one that is readable must not be thrown away.
 */
export const textOfCutOff = (body: string, name: string): string | undefined => {
  if (!/^\uFEFF?\s*\{/.test(body)) return undefined;
  const whole = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.){1,${LONGEST_TOKEN}}")`).exec(body)?.[1];
  if (whole === undefined) return undefined;
  try {
    return textOf(JSON.parse(whole));
  } catch {
    return undefined;
  }
};
