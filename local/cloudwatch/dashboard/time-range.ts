import { ShapeError } from '../shape.ts';

const RANGE = /^-P(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?)?$/;
const DAY = 1_440;

/** Minutes that a dashboard's `start` reaches back, such as `-PT3H`. @throws {ShapeError} */
export const rangeMinutes = (start: string): number => {
  const { weeks = 0, days = 0, hours = 0, minutes = 0 } = RANGE.exec(start)?.groups ?? {};
  const range = Number(weeks) * 7 * DAY + Number(days) * DAY + Number(hours) * 60 + Number(minutes);
  if (range === 0) throw new ShapeError(`start: '${start}' is not known here, only such as -PT3H or -P1D`);
  return range;
};
