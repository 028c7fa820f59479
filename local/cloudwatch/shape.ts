import type * as z from 'zod';

/** A part of the template that has another form than is known here. The message names the place. */
export class ShapeError extends Error {
  readonly code = 'shape-not-known';

  constructor(problem: string) {
    super(problem);
    this.name = 'ShapeError';
  }
}

/** @throws {ShapeError} which names each place that does not fit, a property that is not known among them */
export const readShape = <S extends z.ZodType>(shape: S, value: unknown, where: string): z.output<S> => {
  const { success, data, error } = shape.safeParse(value);
  if (success) return data;
  const complaints = error.issues.map(({ path, message }) => `${[where, ...path].join('.')}: ${message}`);
  throw new ShapeError(complaints.join('; '));
};

/** Says where, in front of whatever goes wrong in there. */
export const at = <T>(where: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw new ShapeError(`${where}: ${(error as Error).message}`);
  }
};
