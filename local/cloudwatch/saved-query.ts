import * as z from 'zod';
import { parseLogQuery } from './log-query/parse.ts';
import { runLogQuery } from './log-query/run.ts';
import type { LogStore } from './log-store.ts';
import { readShape } from './shape.ts';
import type { QueryView } from './views.ts';

/** A saved query. @param from epoch ms: it looks at what was written since */
export type SavedQuery = (from: number) => QueryView;

const properties = z.strictObject({
  Name: z.string(),
  QueryString: z.string(),
  LogGroupNames: z.array(z.string()).default([]),
  QueryLanguage: z.literal('CWLI').optional(),
});

/**
 * Reads the properties of an `AWS::Logs::QueryDefinition`.
 *
 * @throws {ShapeError} {@link LogQueryError}
 */
export const readSavedQuery = (given: unknown, logs: LogStore): SavedQuery => {
  const { Name, QueryString, LogGroupNames } = readShape(properties, given, 'query');
  const { sources, commands } = parseLogQuery(QueryString);
  const groups = [...LogGroupNames, ...sources];
  return (from) => ({
    name: Name,
    query: QueryString,
    ...runLogQuery(commands, logs.since(from, groups)),
  });
};
