import type { IncomingHttpHeaders } from 'node:http';

/** One request as it came in, body and all. */
export interface WireRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** What TLS made of the client's certificate. */
  readonly clientCertificate: 'absent' | 'trusted' | 'foreign';
}

export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The media type alone, in lower case: parameters such as charset or boundary are cut off. */
export const mediaType = (request: WireRequest): string =>
  (request.headers['content-type'] ?? '').replace(/;.*$/s, '').trim().toLowerCase();

/** The parameters of a urlencoded body; `undefined` under any other media type. */
export const readForm = (request: WireRequest): URLSearchParams | undefined =>
  mediaType(request) === 'application/x-www-form-urlencoded' ? new URLSearchParams(request.body) : undefined;

/** The object that a body holds; `undefined` when it holds anything else. The caller judges the media type. */
export const readJsonObject = (body: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
};

/** What follows the named scheme in the Authorization header. */
const authorization = (request: WireRequest, scheme: string): string | undefined => {
  const [named, value, ...rest] = (request.headers.authorization ?? '').split(' ');
  return named?.toLowerCase() === scheme && rest.length === 0 ? value : undefined;
};

/** @see RFC 7617 section 2: everything after the first colon is the password. */
export const basicCredentials = (request: WireRequest): Credentials | undefined => {
  const encoded = authorization(request, 'basic');
  const [, user, password] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
};

/** @see RFC 6750 section 2.1 */
export const bearerToken = (request: WireRequest): string | undefined => authorization(request, 'bearer');

export const jsonReply = (
  status: number,
  fields: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): WireReply => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(fields),
});

/** A page as nginx writes it before a request reaches anything that speaks JSON. */
export const nginxPage = (status: number, title: string, detail?: string): WireReply => ({
  status,
  headers: { 'Content-Type': 'text/html', Server: 'nginx' },
  body: [
    `<html><head><title>${status} ${detail ?? title}</title></head><body>`,
    `<center><h1>${status} ${title}</h1></center>`,
    detail === undefined ? '' : `<center>${detail}</center>`,
    '<hr><center>nginx</center></body></html>',
  ].join(''),
});
