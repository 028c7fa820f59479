import { statisticOf } from '../metrics/statistics.ts';
import { minutesOf } from '../metrics/windows.ts';
import { ExpressionError } from './error.ts';
import type { Expression } from './expression.ts';
import { readSearchQuery } from './search-query.ts';

type Read = (given: readonly Expression[]) => Expression;

/** The functions that are known here: those that a dashboard or an alarm uses. */
const CALLS: Readonly<Record<string, Read>> = {
  SEARCH: (given) => {
    const [query, statistic, seconds] = expectCount(given, 2, 3);
    if (query?.kind !== 'text' || statistic?.kind !== 'text')
      throw new ExpressionError("SEARCH needs '{...} ...' and a statistic in quotes");
    if (seconds && seconds.kind !== 'number')
      throw new ExpressionError('the period of a SEARCH has to be a number');
    return {
      kind: 'search',
      query: readSearchQuery(query.text),
      statistic: known(() => statisticOf(statistic.text)),
      ...(seconds && { period: known(() => minutesOf(seconds.value)) }),
    };
  },

  FILL: (given) => {
    const [of, filler] = expectCount(given, 2);
    if (!of || !filler) throw new ExpressionError('FILL needs two arguments');
    if (filler.kind === 'number') return { kind: 'fill', of, with: filler.value };
    if (filler.kind === 'line' && filler.id === 'REPEAT') return { kind: 'fill', of, with: 'repeat' };
    throw new ExpressionError('FILL is known here with a number or REPEAT only');
  },

  SUM: (given) => {
    const [of] = expectCount(given, 1);
    if (!of) throw new ExpressionError('SUM needs an argument');
    return { kind: 'sum', of };
  },

  PERIOD: (given) => {
    const [line] = expectCount(given, 1);
    if (line?.kind !== 'line') throw new ExpressionError('PERIOD needs the id of a metric');
    return { kind: 'period', id: line.id };
  },

  METRICS: (given) => {
    expectCount(given, 0);
    return { kind: 'metrics' };
  },
};

/** @throws {ExpressionError} where the function is not known, or gets what it does not take */
export const readCall = (name: string, given: readonly Expression[]): Expression => {
  const read = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (!read)
    throw new ExpressionError(`the function ${name} is not known here: ${Object.keys(CALLS).join(', ')}`);
  try {
    return read(given);
  } catch (error) {
    throw error instanceof ExpressionError ? new ExpressionError(`${name}: ${error.message}`) : error;
  }
};

const expectCount = (
  given: readonly Expression[],
  least: number,
  most = least,
): readonly (Expression | undefined)[] => {
  if (given.length >= least && given.length <= most) return given;
  const wanted = least === most ? least : `${least} to ${most}`;
  throw new ExpressionError(`${given.length} arguments where ${wanted} are needed`);
};

/** What the statistic or the period is refused for is said as of the expression. */
const known = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw new ExpressionError((error as Error).message);
  }
};
