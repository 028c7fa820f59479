import type { Series } from '../../../cloudwatch/views.ts';

/** Pure: a path through the points in a box of `width` by `height`, broken where there is no value. */
export const sparkline = (points: Series['points'], width: number, height: number): string => {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  const [first, last] = [points[0]?.[0], points.at(-1)?.[0]];
  if (first === undefined || last === undefined || values.length < 2) return '';
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const x = (at: number): number => (last > first ? ((at - first) / (last - first)) * width : 0);
  // What never changes runs through the middle.
  const y = (value: number): number => (range > 0 ? height - ((value - low) / range) * height : height / 2);
  let isDrawing = false;
  return points
    .flatMap(([at, value]) => {
      const step = isDrawing ? 'L' : 'M';
      isDrawing = value !== null;
      return value === null ? [] : [`${step}${x(at).toFixed(1)} ${y(value).toFixed(1)}`];
    })
    .join('');
};
