import { type Confidential, confidential } from '../confidential.ts';

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

export type Fields = Readonly<Record<string, string>>;

export const formBody = (fields: Fields): Confidential =>
  confidential(new URLSearchParams(fields).toString());

export const jsonBody = (fields: Readonly<Record<string, string | number>>): Confidential =>
  confidential(JSON.stringify(fields));

/** @see https://www.rfc-editor.org/rfc/rfc7617 */
export const basicAuthorization = (user: string, password: string): Confidential =>
  confidential(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`);

/** One value in the encoding that forms use, where a space is `+`. */
export const formEncoded = (value: string): string => new URLSearchParams({ v: value }).toString().slice(2);
