import { PRINCIPAL_ID } from '../../lambdas/contract.ts';
import { type Confidential, confidential } from '../../lambdas/core/confidential.ts';
import type { Entry } from '../input/entries.ts';
import { WrongInputError } from '../input/wrong-input.ts';
import type { Operation } from './answers.ts';

/** What the function is asked. It judges the fields itself: one judge, whoever asks and in whatever language. */
export interface Request<O extends Operation = Operation> {
  readonly operation: O;
  /** The app or principal that it is about, as it is typed: safe to print. */
  readonly about: string;
  /** The same, as answers name it. */
  readonly named: Readonly<Record<string, unknown>>;
  /** The request as it is sent, JSON. */
  readonly payload: Confidential;
}

type Named = Pick<Request, 'about' | 'named'>;

export const requestOf = <O extends Operation>(
  operation: O,
  { about, named }: Named,
  fields: object,
): Request<O> => ({
  operation,
  about,
  named,
  payload: confidential(JSON.stringify({ ...fields, operation })),
});

/** `{"app":"NAME", …the fields of its secret}` */
export const registerRequest = (entry: Entry): Request<'registerApp'> => {
  const { app, ...secret } = entry.fields;
  const name = nameIn(entry, 'app');
  refuseLarge(entry.place, name, secret);
  return requestOf('registerApp', name, { app, secret });
};

/** `{"principal_id":"…","provider":"…","app":"…","grant":{…}}` */
export const enrolRequest = (entry: Entry): Request<'enrol'> => {
  const name = nameIn(entry, 'principal_id');
  refuseLarge(entry.place, name, entry.fields);
  return requestOf('enrol', name, entry.fields);
};

/** @param place how the id is called where it was given */
export const showRequest = (principal_id: string, place = 'ID'): Request<'show'> =>
  principalRequest('show', principal_id, place);

export const refreshRequest = (principal_id: string): Request<'refresh'> =>
  principalRequest('refresh', principal_id, 'ID');

const principalRequest = <O extends Operation>(
  operation: O,
  principal_id: string,
  place: string,
): Request<O> => {
  const fields = { principal_id };
  return requestOf(operation, nameIn({ place, fields }, 'principal_id'), fields);
};

export const checkAppRequest = (app: string): Request<'checkApp'> => {
  const fields = { app };
  return requestOf('checkApp', nameIn({ place: 'NAME', fields }, 'app'), fields);
};

/** Of the whole fleet. */
export const fleetRequest = <O extends 'list' | 'listApps' | 'status' | 'diagnose' | 'enrolMany'>(
  operation: O,
  fields: object = {},
): Request<O> => requestOf(operation, { about: '', named: {} }, fields);

/**
 * A row that breaks the contract may have an id that nobody could enrol: it can be removed all the same, and is not
 * repeated.
 */
export const removeRequest = (principal_id: string, now: boolean): Request<'remove'> => {
  if (principal_id === '') throw new WrongInputError('ID must not be empty');
  const name = PRINCIPAL_ID.test(principal_id)
    ? { about: principal_id, named: { principal_id } }
    : { about: 'the row of that id', named: {} };
  return requestOf('remove', name, { principal_id, ...(now && { now }) });
};

export const restoreRequest = ({ place, fields }: Entry): Request<'restore'> =>
  requestOf('restore', nameIn({ place, fields }, 'principal_id'), { rescue: fields });

/** @param app only this one */
export const diagnoseRequest = (app: string | undefined): Request<'diagnose'> => {
  if (app === undefined) return fleetRequest('diagnose');
  const fields = { app };
  return requestOf('diagnose', nameIn({ place: '--app', fields }, 'app'), fields);
};

/** What a browser shall bring along, in the names of OAuth 2.0. */
export const authorizeUrlRequest = (
  app: string,
  query: Readonly<Record<'redirect_uri' | 'state', string>> & { readonly code_challenge?: string },
): Request<'authorizeUrl'> => {
  const fields = { app, ...query };
  return requestOf('authorizeUrl', nameIn({ place: '--app', fields }, 'app'), fields);
};

/** Every entry is looked at before the first is sent, so that a slip in the last does not leave half a file done. */
export const requestsFor = <E, R extends Request>(
  entries: readonly E[],
  requestFor: (entry: E) => R,
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

/** Of one entry; a secret in Secrets Manager holds no more. */
const MOST_BYTES = 65_536;

const refuseLarge = (place: string, { about }: Named, fields: object): void => {
  if (Buffer.byteLength(JSON.stringify(fields)) > MOST_BYTES)
    throw new WrongInputError(
      `${place}: ${about} must be at most ${MOST_BYTES} bytes: leave out what is not needed`,
    );
};

/** Answers are told by this name: what cannot be a name may be a secret in the wrong place. */
export const nameIn = ({ place, fields }: Entry, field: 'app' | 'principal_id'): Named => {
  const name = fields[field];
  if (typeof name === 'string' && PRINCIPAL_ID.test(name)) return { about: name, named: { [field]: name } };
  throw new WrongInputError(`${place}: ${field} must be 1 to 128 of A-Z a-z 0-9 . _ = @ + -`);
};
