import type { Logger } from '@aws-lambda-powertools/logger';
import type { Journal } from '../flow/ports.ts';

type Facts = Readonly<Record<string, unknown>>;

/**
 * The run's log. An error shows by name, code and whether the service was reached: its message and its request can
 * quote what was sent.
 */
export const logJournal = (logger: Logger): Journal => ({
  info: (message, facts) => logger.info(message, printable(facts)),
  warn: (message, facts) => logger.warn(message, printable(facts)),
  error: (message, facts) => logger.error(message, printable(facts)),
});

const printable = (facts: Facts): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [key, value instanceof Error ? summary(value) : value]),
  );

/** What may be said of any error, whoever threw it. */
export const summary = (error: unknown): { name: string; code?: string } => {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { name: error.name, ...(code === undefined ? {} : { code }) };
};
