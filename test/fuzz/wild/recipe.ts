/** One change of an input. What the two numbers choose is up to the change: any will do. */
export interface Step<Name extends string = string> {
  readonly change: Name;
  readonly where: number;
  readonly what: number;
}

/** How an input comes about: a base, and what is done to it. Plain numbers, so that it can be drawn, shrunk and printed. */
export interface Recipe {
  readonly base: number;
  readonly steps: readonly Step[];
}

/** The numbers of steps and bases lie below this. */
export const NUMBERS = 2 ** 32;

/** The one of a list that a number chooses. */
export const chosen = <T>(from: readonly T[], number: number): T => {
  const one = from[number % from.length];
  if (one === undefined) throw new Error('there is nothing to choose from');
  return one;
};

/** Changes of one form of an input, by name. */
export type Changes<Form> = Readonly<Record<string, (form: Form, where: number, what: number) => Form>>;

/** Does the steps that are among these changes, in their order, and passes over all others. */
export const changed = <Form>(form: Form, changes: Changes<Form>, steps: readonly Step[]): Form =>
  steps.reduce((now, { change, where, what }) => {
    const apply = Object.hasOwn(changes, change) ? changes[change] : undefined;
    return apply ? apply(now, where, what) : now;
  }, form);
