import * as z from 'zod';
import { parseLogQuery } from '../log-query/parse.ts';
import { runLogQuery } from '../log-query/run.ts';
import { at, readShape } from '../shape.ts';
import type { ReadWidget } from './widget.ts';

const properties = z.strictObject({
  query: z.string(),
  title: z.string().default(''),
  view: z.literal('table').default('table'),
  region: z.string().optional(),
});

/** A widget of the type `log`: a table of what a query finds in the dashboard's range. */
export const readLogWidget: ReadWidget = (given, { time, logs, rangeMinutes }) => {
  const { query, title } = readShape(properties, given, 'properties');
  const { sources, commands } = at('query', () => parseLogQuery(query));
  return () => {
    const events = logs.since(time.now() - rangeMinutes * time.minuteMs, sources);
    const table = runLogQuery(commands, events);
    return {
      kind: 'log',
      title,
      ...table,
      ...(table.rows.length === 0 && { none: 'No line was found in this time.' }),
    };
  };
};
