import { PRINCIPAL_ID } from '../../lambdas/contract.ts';
import { type Confidential, confidential } from '../../lambdas/core/confidential.ts';
import type { Entry } from '../input/entries.ts';
import { WrongInputError } from '../input/wrong-input.ts';

/** The field by which each operation names what it is about. */
export const NAMED_BY = { registerApp: 'app', enrol: 'principal_id', show: 'principal_id' } as const;
export type Operation = keyof typeof NAMED_BY;

/** What the function is asked. It judges the fields itself: one judge, whoever asks and in whatever language. */
export interface Request<O extends Operation = Operation> {
  readonly operation: O;
  /** The app or principal that it is about: safe to print. */
  readonly about: string;
  /** The request as it is sent, JSON. */
  readonly payload: Confidential;
}

const requestOf = <O extends Operation>(operation: O, entry: Entry, fields: object): Request<O> => ({
  operation,
  about: nameIn(entry, NAMED_BY[operation]),
  payload: confidential(JSON.stringify({ ...fields, operation })),
});

/** `{"app":"NAME", …the fields of its secret}` */
export const registerRequest = (entry: Entry): Request<'registerApp'> => {
  const { app, ...secret } = entry.fields;
  return requestOf('registerApp', entry, { app, secret });
};

/** `{"principal_id":"…","provider":"…","app":"…","grant":{…}}` */
export const enrolRequest = (entry: Entry): Request<'enrol'> => requestOf('enrol', entry, entry.fields);

/** @param place how the id is called where it was given */
export const showRequest = (principal_id: string, place = 'ID'): Request<'show'> =>
  requestOf('show', { place, fields: { principal_id } }, { principal_id });

/** Every entry is looked at before the first is sent, so that a slip in the last does not leave half a file done. */
export const requestsFor = <R extends Request>(
  entries: readonly Entry[],
  requestFor: (entry: Entry) => R,
): readonly R[] => {
  const problems: string[] = [];
  const requests = entries.flatMap((entry) => {
    try {
      return [requestFor(entry)];
    } catch (error) {
      if (!(error instanceof WrongInputError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new WrongInputError(...problems);
  return requests;
};

/** Answers are told by this name: what cannot be a name may be a secret in the wrong place. */
const nameIn = ({ place, fields }: Entry, field: string): string => {
  const name = fields[field];
  if (typeof name === 'string' && PRINCIPAL_ID.test(name)) return name;
  throw new WrongInputError(`${place}: ${field} must be 1 to 128 of A-Z a-z 0-9 . _ = @ + -`);
};
