import { canaries } from './canaries.ts';

/** What somebody's server, or somebody's script, has been seen or can be feared to write. */

/** A reply may have 64 KB; some of these go beyond. */
export const LONG = 70_000;
export const DEEP = 100_000;

// biome-ignore format: a table
export const NUMBERS_AS_WRITTEN: readonly string[] = [
  '0', '-0', '1', '-1', '59', '0.4', '3599.9', '3600', '1e-7', '3.6e3', '36e2', '1000000000',
  '2147483647', '2147483648', '4294967296', '9007199254740991', '9007199254740993', '9223372036854775807',
  '253402300800', '253402300801', '1e15', '1e21', '1e308', '1e999', '-1e999', '9'.repeat(400),
];

/** No JSON, though some writers write it. */
const NO_JSON: readonly string[] = [
  'NaN',
  'Infinity',
  '-Infinity',
  'undefined',
  '0x10',
  '007',
  '+1',
  "'text'",
  '1_000',
  '',
];

// biome-ignore format: a table
const TEXTS: readonly string[] = [
  '', ' ', '\t', 'x', 'Bearer', 'bearer', ' BEARER ', 'mac', 'DPoP', 'true', 'null', 'NaN', '3600', ' 3600 ', '3600s',
  '1e999', '-1', '0x10', '٣٦٠٠', '__proto__', 'constructor', 'toString', 'https', 'client certificate', 'two words',
  'line\r\nSet-Cookie: a=b', 'nul\u0000', '\u001b[2J', 'del\u007f', 'ümlaut', '日本', '😀', '\u202eright to left', '\ufeffmark',
  '\ufffd', '\u2028', '\u00a0', 'active', 'none', 'https://a.example/token', 'https://a.example ', 'https://a b.example',
  'https://u:p@a.example', 'http://a.example', 'https://', 'javascript:alert(1)', '2026-11-22T12:00:00Z', 'a@b.example',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', ...canaries,
];

// biome-ignore format: a table
const OTHERS: readonly string[] = [
  'null', 'true', 'false', '{}', '[]', '[null]', '[[]]', '["a","b"]', '{"a":1}', '"\\ud800"', '"\\udc00x"', '"\\u0000"', '"a\\u000ab"',
  '{"toString":null}', '{"toString":1,"valueOf":1}', '{"toJSON":1}', '{"length":5}', '{"length":{"toString":1,"valueOf":1}}', '{"length":[[]]}', '{"then":1}', '{"constructor":{"prototype":{"polluted":1}}}',
  '{"__proto__":{"polluted":1}}', '{"__proto__":null}', '[{"__proto__":[]}]',
];

/** Values as they are written into JSON. */
export const VALUES: readonly string[] = [
  ...NUMBERS_AS_WRITTEN,
  ...NUMBERS_AS_WRITTEN.map((number) => `"${number}"`),
  ...NO_JSON,
  ...TEXTS.map((text) => JSON.stringify(text)),
  ...OTHERS,
];

const runOf = (text: string, length: number): string =>
  text.repeat(Math.ceil(length / text.length)).slice(0, length);

/** Long runs: of what a pattern may stumble over. */
// biome-ignore format: a table
export const RUNS: readonly string[] = [
  'a', '0', '9', ' ', '\n', '\r\n', '/', '_', 'a_', 'A', '=', '-', '.', '\\', '"', '{', '[', ',', ':', '\u0000', 'é', '😀',
  'ssl ', 'ssl client ', 'https:', 'client certificat', '"refresh_token":"', '"refresh_token" : ', '"refreshToken":"a\\"', '-----BEGIN CERTIFICATE-----',
  '-----BEGIN ', 'name="grant_type"\n', '\n\n', 'a=b&', 'https://', '%41', '{"a":',
];

export const runFor = (where: number, what: number): string => {
  const lengths = [300, 4_000, 17_000, 40_000, 60_000, 65_536, LONG];
  return runOf(RUNS[what % RUNS.length] ?? 'a', lengths[where % lengths.length] ?? LONG);
};

/** Values that take room, or ground from under a reader that descends. */
export const heavyValue = (where: number, what: number): string => {
  const levels = [500, 5_000, 30_000, DEEP][where % 4] ?? DEEP;
  switch ((what >>> 16) % 7) {
    case 0:
      return `${'['.repeat(levels)}${']'.repeat(levels)}`;
    case 1:
      return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    case 2:
      return '['.repeat(levels);
    case 3:
      return `[${'0,'.repeat(levels / 5)}0]`;
    case 4:
      return JSON.stringify(`https://a.example${runFor(where, what)}x`);
    default:
      return JSON.stringify(runFor(where, what));
  }
};

/** What looks long, or like a text, until somebody makes a number or a text of it. */
export const NO_TEXTS: readonly string[] = [
  '{"length":{"toString":1,"valueOf":1}}',
  '{"toString":1,"valueOf":1}',
  '{"length":1e999}',
  `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  `{"length":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
];

/** Times beyond all dates, and in units that are not ours. */
export const NO_TIMES: readonly string[] = [
  '8640000000001',
  '253402300801',
  '1795000000000',
  '1e15',
  '1e300',
  '-1',
  '0.5',
];

/** What is no address, or none that can be asked. */
export const NO_ADDRESSES: readonly string[] = [
  'https://a.example ',
  'https://a b.example',
  'https://a.example\n',
  `https://a.example${'/'.repeat(60_000)}x`,
  `https://${'a.'.repeat(30_000)}example`,
];

/** Names that any object has, or seems to have. */
// biome-ignore format: a table
export const NAMES_OF_OBJECTS: readonly string[] = [
  '__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'toJSON', 'then', 'length', '', ' ', '\u0000', 'a.b', '😀', ...canaries,
];

/** What does not belong where it is put. */
// biome-ignore format: a table
export const STRAYS: readonly string[] = [
  '"', "'", '{', '}', '[', ']', ',', ':', '\\', '\n', '\r', '\u0000', '\u0008', '\u001b', '\u2028', '\ufeff', '/* */', '//', 'null', '0',
  '"a":1,', ',"a":1', '<html>', '</script>', 'ssl client certificate', 'https', 'callback(', ");", ")]}',\n", '\ud800', '\\ud800', '\\u0000', '&', '=', '%00',
];

/** Bodies that are no JSON at all. */
export const OTHER_FORMATS: readonly string[] = [
  '',
  ' ',
  'OK',
  'null',
  '"text"',
  '[]',
  '0',
  `access_token=${canaries[0]}&expires_in=3600&token_type=bearer`,
  `<?xml version="1.0"?><OAuth><access_token>${canaries[0]}</access_token></OAuth>`,
  '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
  '<html><body>400 The plain HTTP request was sent to HTTPS port</body></html>',
  '400 No required SSL certificate was sent',
  `callback({"access_token":"${canaries[0]}"})`,
  `)]}',\n{"access_token":"${canaries[0]}","expires_in":60}`,
  `{"access_token":"${canaries[0]}"}{"access_token":"${canaries[1]}"}`,
  'data: {"a":1}\n\n',
  '1f8b08000000',
];
