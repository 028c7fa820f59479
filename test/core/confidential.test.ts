import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';
import { Logger } from '@aws-lambda-powertools/logger';
import { describe, expect, test } from '@jest/globals';
import { confidential } from '../../lambdas/core/confidential.ts';

const VALUE = 'rt-5f1c-do-not-show';
const secret = confidential(VALUE);

/** What a console that writes to memory shows. */
const printed = (print: (console: Console) => void): string => {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  print(new Console(stream, stream));
  return chunks.join('');
};

/** What the Lambda logger writes: every level goes through its own console, which tests may replace. */
const logged = (log: (logger: Logger) => void): string =>
  printed((console) => {
    const logger = new Logger({ serviceName: 'test', logLevel: 'DEBUG' });
    Object.assign(logger, { console });
    log(logger);
  });

const thrownAround = (cause: unknown): Error => new Error('It failed', { cause });

describe('a confidential value', () => {
  test('is given by reveal alone', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  test('is compared without being shown', () => {
    expect(secret.equals(confidential(VALUE))).toBe(true);
    expect(secret.equals(confidential('another'))).toBe(false);
  });

  test.each<[string, () => string]>([
    ['a template string', () => `${secret}`],
    ['String()', () => String(secret)],
    // biome-ignore lint/style/useTemplate: the operator is what is tested
    ['the plus sign', () => 'token: ' + secret],
    ['join', () => [secret, secret].join()],
    ['JSON', () => JSON.stringify(secret)],
    ['JSON of what holds it', () => JSON.stringify({ deep: [{ er: { token: secret } }] }, null, 2)],
    ['inspect', () => inspect(secret, { showHidden: true, getters: true })],
    ['inspect of what holds it', () => inspect({ a: { b: { c: [{ d: secret }] } } }, { depth: null })],
    ['inspect beyond its depth', () => inspect({ a: { b: { c: [{ d: secret }] } } }, { depth: 0 })],
    ['inspect without custom printing', () => inspect(secret, { customInspect: false, showHidden: true })],
    ['inspect of a map', () => inspect(new Map([[secret, new Set([secret])]]), { depth: null })],
    ['format', () => format('%s %o %O %j %d %i %f', ...Array.from({ length: 7 }, () => secret))],
    ['the console', () => printed((console) => console.log('token', secret, { secret }))],
    ['the console as a table', () => printed((console) => console.table([{ secret }]))],
    ['the console as a tree', () => printed((console) => console.dir({ secret }, { depth: null }))],
    ['its clone', () => inspect(structuredClone(secret)) + JSON.stringify(structuredClone({ secret }))],
    ['what is sent to a worker', () => serialize(secret).toString('latin1')],
    ['its entries', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret)])],
    ['its spread', () => inspect({ ...secret }, { showHidden: true })],
    ['an error caused by it', () => inspect(thrownAround(secret))],
    ['an error with it among its fields', () => inspect(Object.assign(new Error('It failed'), { secret }))],
    ['an error that quotes it', () => String(new Error(`It failed with ${secret}`).stack)],
    ['the logger', () => logged((logger) => logger.info('token', { token: secret, deep: [{ secret }] }))],
    ['the logger on an error', () => logged((logger) => logger.error('failed', thrownAround({ secret })))],
    [
      'the logger with a key kept for all lines',
      () =>
        logged((logger) => {
          logger.appendKeys({ secret });
          logger.warn('failed');
        }),
    ],
  ])('does not show in %s', (_, show) => {
    const shown = show();

    expect(shown.length).toBeGreaterThan(0);
    expect(shown).not.toContain(VALUE);
  });

  test('says what it hides where it can', () => {
    const texts = [`${secret}`, JSON.stringify({ secret }), inspect({ secret })];

    for (const text of texts) expect(text).toContain('[confidential]');
  });
});
