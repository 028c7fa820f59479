import * as z from 'zod';

/**
 * Text that is not empty, for whatever others wrote.
 *
 * Not `z.string().min(1)`: zod's own checks of a length also look at what is no text and no list, where it has a member
 * `length`, and compare that with a number. They throw for `{"length": {"toString": 1}}`, and one such row, secret or
 * request would stop whoever reads it.
 */
export const someText = z.string().refine((text) => text !== '');
