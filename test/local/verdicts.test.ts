import { expect, test } from '@jest/globals';
import { Verdicts } from '../../local/verdicts.ts';

const noted = (verdict: string, code: string, ...ids: string[]) =>
  JSON.stringify({ message: 'noted', app: 'dkn', code, verdict, count: ids.length, ids });

test('gives the verdict of the round with its code', () => {
  const verdicts = new Verdicts();

  verdicts.hear(noted('retry', 'http-502', 'home-5'));

  expect(verdicts.on('home-5', false)).toBe('retry (http-502)');
});

test('takes whom the log does not name for refreshed, if the row says so', () => {
  const verdicts = new Verdicts();

  expect([verdicts.on('home-1', true), verdicts.on('home-2', false)]).toEqual(['refreshed', 'not looked at']);
});

test('takes lines that are no verdict for nothing', () => {
  const verdicts = new Verdicts();

  for (const line of ['', 'no JSON', '{"message":"tick"}', noted('', 'odd-reply-x', 'home-1')])
    verdicts.hear(line);

  expect(verdicts.on('home-1', false)).toBe('not looked at');
});
