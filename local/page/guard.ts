import type { IncomingMessage } from 'node:http';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 400 | 403 | 405 | 404;
  readonly text: string;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const READING = new Set(['GET', 'HEAD']);

/** The port is not looked at: whoever forwards one to this machine arrives with the port at home. */
const hostOf = (header: string): string => header.replace(/:\d{1,5}$/, '').toLowerCase();

/**
 * Only who asks for this machine by its own name is answered. A page of somebody else whose name was made to point here
 * (DNS rebinding) arrives with that name.
 *
 * @returns undefined where nothing speaks against an answer
 */
export const refusalOf = ({ method = '', headers }: IncomingMessage): Refusal | undefined => {
  const { host } = headers;
  if (host === undefined) return { status: 400, text: 'a Host header is needed' };
  if (!LOOPBACK.has(hostOf(host)))
    return { status: 403, text: 'only this machine is answered, by its own name' };
  if (!READING.has(method)) return { status: 405, text: 'here one can only read: GET and HEAD' };
  return undefined;
};
