import type { TimeSeries } from '../metric-math/arithmetic.ts';
import { ShapeError } from '../shape.ts';

const CHANGING = /\$\{([^}]*)\}/g;
const DIMENSION = /^PROP\('Dim\.(?<name>[^']+)'\)$/;

/**
 * What a legend says of a series. Of the parts that change, a dimension's value and CloudWatch's own label are known. Many
 * series of one line are told apart by what differs, where the label does not do so.
 *
 * @throws {ShapeError} where another part is asked for
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
export const labelOf = (label: string | undefined, series: TimeSeries, isAlone: boolean): string => {
  if (label === undefined) return series.name;
  checkLabel(label);
  const text = label.replace(CHANGING, (_, part: string) => {
    if (part === 'LABEL') return series.name;
    const name = DIMENSION.exec(part)?.groups?.name ?? '';
    return series.metric?.dimensions[name] ?? '';
  });
  return isAlone || text !== label ? text : `${label} ${series.name}`;
};

/** @throws {ShapeError} */
export const checkLabel = (label: string): void => {
  for (const [whole, part = ''] of label.matchAll(CHANGING))
    if (part !== 'LABEL' && !DIMENSION.test(part))
      throw new ShapeError(`${whole} in a label is not known here: \${LABEL} and \${PROP('Dim.name')} are`);
};
