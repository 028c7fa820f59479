import { type Rescue, readRescue } from '../../lambdas/core/rescue.ts';
import type { Bed } from './bed.ts';

/** The rescue record, as an operator would copy it out of the log: through JSON. */
export const rescuedFrom = (bed: Bed): Rescue => {
  const line = bed.recorder.lines.find(({ message }) => message === 'rescue');
  const rescue = readRescue(JSON.parse(JSON.stringify(line?.facts ?? {})));
  if (!rescue) throw new Error('the log holds no rescue record');
  return rescue;
};
