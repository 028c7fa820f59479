import type { LogEvent } from '../log-store.ts';

/** What a field can hold. */
export type Scalar = string | number | boolean;

/** A line with the fields in it, or a group of lines with what was counted of them. */
export type Row = (field: string) => Scalar | undefined;

/**
 * The fields of an event: those of CloudWatch, and of a JSON line its own, `a.b.0` being the first item of the list b in a.
 * A field that has parts has no value itself.
 */
export const fieldsOf = ({ at, message, group }: LogEvent): Row => {
  let parsed: { readonly value: unknown } | undefined;
  return (field) => {
    switch (field) {
      case '@timestamp':
        return timeText(at);
      case '@message':
        return message;
      case '@log':
        return group;
    }
    parsed ??= { value: jsonIn(message) };
    const found = field.split('.').reduce<unknown>(partOf, parsed.value);
    return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
      ? found
      : undefined;
  };
};

/** As a console shows it: `2026-11-22 05:55:00.000`, in UTC. */
const timeText = (at: number): string => new Date(at).toISOString().slice(0, 23).replace('T', ' ');

const jsonIn = (message: string): unknown => {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
};

const partOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
