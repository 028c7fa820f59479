/* Of what is drawn on a canvas, in pixels. */

export const FONT_SIZE = 11;
/** Of a line. */
export const BREADTH = 1.75;
/** Of a value that stands alone. */
export const MARK = 5;
