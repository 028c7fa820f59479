import * as z from 'zod';
import { type Rescue, readRescue } from '../core/rescue.ts';

const WHOLE = 'must be a rescue record, whole: the line of the log whose message is "rescue", as JSON';

/** As it was copied out of the log: the object, or the text of its line. */
export const rescue = z.unknown().transform((given, context): Rescue => {
  const found = readRescue(typeof given === 'string' ? parsed(given) : given);
  if (found) return found;
  context.addIssue({ code: 'custom', message: WHOLE });
  return z.NEVER;
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
