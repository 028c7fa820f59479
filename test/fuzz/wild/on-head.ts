import { type Changes, chosen } from './recipe.ts';
import { NAMES_OF_OBJECTS, NUMBERS_AS_WRITTEN } from './vocabulary.ts';

/** What stands above a body. Names of headers are lower-case, as Node gives them. */
export interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Those that decide something, and those that no server may send. */
// biome-ignore format: a table
const STATUSES = [
  100, 101, 103, 199, 200, 200, 200, 201, 202, 204, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 399, 400, 400, 401, 403, 404, 405,
  407, 408, 409, 410, 413, 418, 421, 422, 425, 428, 429, 429, 431, 451, 460, 494, 495, 496, 497, 499, 500, 501, 502, 503, 503, 504, 507, 508,
  511, 520, 521, 522, 523, 524, 525, 526, 527, 530, 540, 561, 598, 599,
];
const ODD_STATUSES = [
  0,
  -1,
  1,
  99,
  600,
  777,
  999,
  1_000,
  65_536,
  2 ** 31,
  200.5,
  1e21,
  Number.NaN,
  Number.POSITIVE_INFINITY,
];

// biome-ignore format: a table
const RETRY_AFTER = [
  ...NUMBERS_AS_WRITTEN, '', ' ', '30', ' 30 ', '30, 60', '30s', 'soon', '+30', '٣٠', '0x1e', '30.0', '9'.repeat(5_000), 'null', '[30]',
  'Sun, 22 Nov 2026 12:02:00 GMT', 'Sun, 22 Nov 2026 11:00:00 GMT', 'Sunday, 22-Nov-26 12:02:00 GMT', 'Sun Nov 22 12:02:00 2026',
  'Fri, 31 Dec 9999 23:59:59 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', 'Sun, 99 Nov 2026 25:61:61 GMT', 'Sun, 22 Nov 275761 12:00:00 GMT',
  'Sun, 22 Nov 2026 12:02:00 PST', '2026-11-22T12:02:00Z', 'Abc, aaaaaaaaaaaaaaaaaaaa GMT', '30\u0000', '\u200b30',
];
// biome-ignore format: a table
const CONTENT_TYPES = [
  '', 'application/json', 'application/json; charset=utf-16', 'application/json; charset=latin1', 'application/json;charset="nonsense"', 'text/plain',
  'text/html; charset=', 'application/x-www-form-urlencoded', 'application/octet-stream', 'multipart/mixed; boundary=', 'image/png', '*/*', ';;;', 'x'.repeat(9_000),
];
const NAMES = [
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'www-authenticate',
  'x-http-status-code',
  'date',
  'location',
  'set-cookie',
  'retry-after ',
  ...NAMES_OF_OBJECTS,
];

const withHeader = ({ status, headers }: Head, name: string, value: string): Head => ({
  status,
  headers: Object.fromEntries([...Object.entries(headers), [name, value]]),
});

export const onHead: Changes<Head> = {
  'another status': ({ headers }, _, what) => ({ headers, status: chosen(STATUSES, what) }),
  'any status': ({ headers }, _, what) => ({ headers, status: 100 + (what % 500) }),
  'odd status': ({ headers }, _, what) => ({ headers, status: chosen(ODD_STATUSES, what) }),
  'Retry-After': (head, _, what) => withHeader(head, 'retry-after', chosen(RETRY_AFTER, what)),
  'Content-Type': (head, _, what) => withHeader(head, 'content-type', chosen(CONTENT_TYPES, what)),
  'another header': (head, where, what) =>
    withHeader(head, chosen(NAMES, where), chosen([...RETRY_AFTER, ...CONTENT_TYPES], what)),
  'no headers': ({ status }) => ({ status, headers: {} }),
};
