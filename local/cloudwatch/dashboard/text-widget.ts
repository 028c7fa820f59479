import * as z from 'zod';
import { readShape } from '../shape.ts';
import type { ReadWidget } from './widget.ts';

const properties = z.strictObject({
  markdown: z.string(),
  /** Only how it looks in the console. */
  background: z.string().optional(),
});

/** A widget of the type `text`. */
export const readTextWidget: ReadWidget = (given) => {
  const { markdown } = readShape(properties, given, 'properties');
  return () => ({ kind: 'text', markdown });
};
