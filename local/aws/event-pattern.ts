/** A pattern asks for something that is not known here. */
export class PatternError extends Error {
  readonly code = 'pattern-not-known';

  constructor(path: string) {
    super(`${path}: patterns are lists of exact values here, not filters such as prefix`);
    this.name = 'PatternError';
  }
}

export type Matches = (event: unknown) => boolean;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads an event pattern: objects within objects, and at the end of each path a list of values of which the event must
 * have one. Where the event has a list itself, one of its items must be among them.
 *
 * @throws {PatternError} on any other filter
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const readPattern = (pattern: unknown, path = 'pattern'): Matches => {
  if (Array.isArray(pattern)) return readList(pattern, path);
  if (!isObject(pattern)) throw new PatternError(path);
  const parts = Object.entries(pattern).map(
    ([key, part]) => [key, readPattern(part, `${path}.${key}`)] as const,
  );
  return (event) => isObject(event) && parts.every(([key, matches]) => matches(event[key]));
};

const readList = (list: readonly unknown[], path: string): Matches => {
  if (list.some((item) => typeof item === 'object' && item !== null)) throw new PatternError(path);
  return (value) => [value].flat().some((item) => list.includes(item));
};
