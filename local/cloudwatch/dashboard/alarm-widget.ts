import * as z from 'zod';
import { readShape, ShapeError } from '../shape.ts';
import type { ReadWidget } from './widget.ts';

const properties = z.strictObject({
  title: z.string().default(''),
  alarms: z.array(z.string()),
});

/** A widget of the type `alarm`: the states of alarms of this stack. */
export const readAlarmWidget: ReadWidget = (given, sources) => {
  const { title, alarms: arns } = readShape(properties, given, 'properties');
  const alarms = arns.map((arn) => {
    const alarm = sources.alarms.get(arn);
    if (!alarm) throw new ShapeError(`there is no alarm ${arn} in this stack`);
    return alarm;
  });
  return () => ({ kind: 'alarms', title, alarms: alarms.map((alarm) => sources.viewOf(alarm)) });
};
