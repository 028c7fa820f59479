import type { Logger } from '@aws-lambda-powertools/logger';
import type { Journal } from '../flow/ports.ts';

type Facts = Readonly<Record<string, unknown>>;

/** The run's log. An error shows by name and code alone, however deep it sits: its message can quote what was sent. */
export const logJournal = (logger: Logger): Journal => ({
  info: (message, facts) => logger.info(message, printable(facts)),
  warn: (message, facts) => logger.warn(message, printable(facts)),
  error: (message, facts) => logger.error(message, printable(facts)),
});

const printable = (facts: Facts): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, withoutErrors(value)]));

const withoutErrors = (value: unknown): unknown => {
  if (value instanceof Error) return summary(value);
  if (Array.isArray(value)) return value.map(withoutErrors);
  return isPlain(value) ? printable(value) : value;
};

/** Not an instance of anything: what hides its value must keep its own way of printing. */
const isPlain = (value: unknown): value is Facts =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** What may be said of any error, whoever threw it. */
export const summary = (error: unknown): { name: string; code?: string } => {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { name: error.name, ...(code === undefined ? {} : { code }) };
};
