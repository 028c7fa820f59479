import { LogQueryError } from './error.ts';
import { parseCondition } from './parse-condition.ts';
import { AGGREGATIONS, type Aggregate, type Command, type LogQuery } from './query.ts';
import { Reader } from './reader.ts';

type Read = (reader: Reader) => Command;

const columns = (reader: Reader) =>
  reader.list(() => {
    const field = reader.name('a field');
    return { field, as: reader.takesWord('as') ? reader.name('a name') : field };
  });

const aggregate = (reader: Reader): Aggregate => {
  const name = reader.name('a function');
  const aggregation = AGGREGATIONS.find((known) => known === name.toLowerCase());
  if (!aggregation)
    throw new LogQueryError(`the function ${name} is not known here: ${AGGREGATIONS.join(', ')}`);
  reader.expectSign('(');
  const isOfAll = aggregation === 'count' && (reader.takesSign('*') || reader.token.text === ')');
  const field = isOfAll ? undefined : reader.name('a field');
  reader.expectSign(')');
  const as = reader.takesWord('as') ? reader.name('a name') : `${aggregation}(${field ?? '*'})`;
  return { aggregation, as, ...(field !== undefined && { field }) };
};

/** The commands that are known here: those that a dashboard or a saved query uses. */
const COMMANDS: Readonly<Record<string, Read>> = {
  fields: (reader) => ({ kind: 'fields', columns: columns(reader) }),
  display: (reader) => ({ kind: 'display', columns: columns(reader) }),
  filter: (reader) => ({ kind: 'filter', condition: parseCondition(reader) }),
  stats: (reader) => {
    const aggregates = reader.list(() => aggregate(reader));
    const by = reader.takesWord('by') ? reader.list(() => reader.name('a field')) : [];
    return { kind: 'stats', aggregates, by };
  },
  sort: (reader) => ({
    kind: 'sort',
    keys: reader.list(() => {
      const field = reader.name('a field');
      const descending = reader.takesWord('desc');
      if (!descending) reader.takesWord('asc');
      return { field, descending };
    }),
  }),
  limit: (reader) => {
    const token = reader.take();
    if (token.kind !== 'number' || !Number.isInteger(token.value) || token.value < 1)
      throw new LogQueryError(`'limit' needs a whole number, not '${token.text}'`);
    return { kind: 'limit', count: token.value };
  },
};

/**
 * Reads a query: commands with `|` between them, after any SOURCE that names its log groups.
 *
 * @throws {LogQueryError} which names what is not understood
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export const parseLogQuery = (text: string): LogQuery => {
  const reader = new Reader(text);
  const sources: string[] = [];
  const commands: Command[] = [];
  do {
    if (reader.takesWord('source')) sources.push(...reader.list(() => sourceIn(reader)));
    else commands.push(commandIn(reader));
  } while (reader.takesSign('|'));
  if (!reader.isAtEnd) throw reader.unexpected("'|' or the end");
  return { sources, commands };
};

const sourceIn = (reader: Reader): string => {
  const token = reader.take();
  if (token.kind !== 'text') throw new LogQueryError(`SOURCE needs a log group, not '${token.text}'`);
  return token.text;
};

const commandIn = (reader: Reader): Command => {
  const name = reader.name('a command');
  const read = Object.hasOwn(COMMANDS, name.toLowerCase()) ? COMMANDS[name.toLowerCase()] : undefined;
  if (!read)
    throw new LogQueryError(`the command ${name} is not known here: ${Object.keys(COMMANDS).join(', ')}`);
  return read(reader);
};
