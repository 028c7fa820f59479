import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HostileFleet } from './fleet.ts';
import { refreshed, uselessAnswer } from './judged.ts';
import { good, listenOnTls, reply, tokens } from './wire.ts';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.open();
});
afterAll(() => fleet.bed.close());

const OK = 'HTTP/1.1 200 OK\r\n';
const TOKENS = tokens('new');
const LENGTH = TOKENS.length;
const CHUNKED = `Transfer-Encoding: chunked\r\n\r\n${LENGTH.toString(16)}\r\n${TOKENS}\r\n0\r\n`;

const writes = (bytes: string | Buffer) => listenOnTls(({ tls }) => tls.write(bytes));

describe('what is no HTTP/1.1 leaves the grant in doubt, and says that nobody can read it:', () => {
  test.each([
    ['a status line of words', 'HTTP/1.1 OK 200\r\n\r\n'],
    ['a status line of another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a version that does not exist', `HTTP/9.9 200 OK\r\nContent-Length: ${LENGTH}\r\n\r\n${TOKENS}`],
    ['a status of four digits', reply('1000 Much', {}, TOKENS)],
    ['HTTP/2', '\0\0\0\x04\0\0\0\0\0'],
    ['lines that end in a line feed alone', `HTTP/1.1 200 OK\nContent-Length: ${LENGTH}\n\n${TOKENS}`],
    ['a header that goes on in the next line', reply('200 OK', { X: 'a\r\n b' }, TOKENS)],
    ['a header with a NUL in it', reply('200 OK', { X: 'a\0b' }, TOKENS)],
    ['a header name with a blank', reply('200 OK', { 'X Y': 'a' }, TOKENS)],
    ['two lengths that differ', `${OK}Content-Length: 5\r\nContent-Length: ${LENGTH}\r\n\r\n${TOKENS}`],
    ['a length and chunks', `${OK}Content-Length: ${LENGTH}\r\n${CHUNKED}\r\n`],
    ['chunks and a length behind them', `${OK}${CHUNKED}Content-Length: 1\r\n\r\n`],
    ['a length below zero', reply('200 OK', { 'Content-Length': '-1' }, TOKENS)],
    ['a length that no number holds', reply('200 OK', { 'Content-Length': '9'.repeat(30) }, TOKENS)],
    ['a chunk without a length', `${OK}Transfer-Encoding: chunked\r\n\r\nZZ\r\n${TOKENS}\r\n0\r\n\r\n`],
  ])('%s', async (_, bytes) => {
    await using server = await writes(Buffer.from(bytes, 'latin1'));

    const judged = await fleet.attack(server);

    expect(judged).toEqual(uselessAnswer('reply-unreadable'));
    expect(server.seen.requests).toHaveLength(1);
  });
});

describe('a good answer counts, whatever stands around it:', () => {
  test.each([
    ['chunks', `${OK}${CHUNKED}\r\n`],
    ['trailers', `${OK}${CHUNKED}Retry-After: 3600\r\nX: y\r\n\r\n`],
    ['no reason after the status', `HTTP/1.1 200\r\nContent-Length: ${LENGTH}\r\n\r\n${TOKENS}`],
    ['early hints before it', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n${good('new')}`],
    ['a charset that does not exist', reply('200 OK', { 'Content-Type': 'text/html; charset=x' }, TOKENS)],
    ['an offer to upgrade', reply('200 OK', { Connection: 'Upgrade', Upgrade: 'h2c' }, TOKENS)],
    ['bytes behind its end', `${good('new')}and there is more`],
    ['a second answer behind its end', good('new') + good('forged')],
  ])('%s', async (_, bytes) => {
    await using server = await writes(bytes);
    const principal = await fleet.enrol(await fleet.putApp(server.url));

    const judged = await fleet.judge(principal);

    expect(judged).toEqual(refreshed);
    expect(await fleet.token(principal)).toBe('access-new');
  });

  test('its connection is closed instead of its length told', async () => {
    await using server = await listenOnTls(({ tls }) => tls.end(`HTTP/1.0 200 OK\r\n\r\n${TOKENS}`));

    expect(await fleet.attack(server)).toEqual(refreshed);
  });
});

describe('an answer without tokens is none, and leaves the grant in doubt:', () => {
  test.each([
    ['a 204 with a body', reply('204 No Content', {}, TOKENS), 'access-token-missing'],
    ['a 101 to nothing', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'unreadable'],
    ['a status below all classes', reply('099 Odd', {}, TOKENS), 'unreadable'],
    ['a NUL in the body', reply('200 OK', {}, `${TOKENS}\0`), 'access-token-missing'],
    ['nothing', reply('200 OK', {}), 'access-token-missing'],
  ])('%s', async (_, bytes, code) => {
    await using server = await writes(bytes);
    const principal = await fleet.enrol(await fleet.putApp(server.url));

    const judged = await fleet.judge(principal);

    expect(judged).toMatchObject({ kind: 'deferred', verdict: 'malformed', code });
    expect(await fleet.token(principal)).toBeUndefined();
  });

  test('tokens in UTF-16', async () => {
    const body = Buffer.from(`\uFEFF${TOKENS}`, 'utf16le');
    const head = `${OK}Content-Type: application/json; charset=utf-16\r\nContent-Length: ${body.length}\r\n\r\n`;
    await using server = await writes(Buffer.concat([Buffer.from(head), body]));

    expect(await fleet.attack(server)).toEqual(uselessAnswer('access-token-missing'));
  });
});

test('a 304 with a body is an answer from no token endpoint', async () => {
  await using server = await writes(reply('304 Not Modified', {}, TOKENS));

  const judged = await fleet.attack(server);

  expect(judged).toMatchObject({ kind: 'misconfigured', code: 'http-304', grant: 'unspent' });
});

test('a body longer than its length is cut off there; the refresh token in it is kept, nothing is published', async () => {
  const length = TOKENS.indexOf('"token_type"');
  await using server = await writes(`${OK}Content-Length: ${length}\r\n\r\n${TOKENS}`);
  const principal = await fleet.enrol(await fleet.putApp(server.url));

  const judged = await fleet.judge(principal);

  expect(judged).toMatchObject({ kind: 'deferred', code: 'access-token-missing', grant: 'renewed' });
  expect(await fleet.token(principal)).toBeUndefined();
});
