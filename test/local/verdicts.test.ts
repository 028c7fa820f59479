import { expect, test } from '@jest/globals';
import { Verdicts } from '../../local/verdicts.ts';

const noted = (verdict: string, code: string, ...ids: string[]) =>
  JSON.stringify({ message: 'noted', app: 'dkn', code, verdict, count: ids.length, ids });

test('gives the verdict of the round with its code', () => {
  const verdicts = new Verdicts();

  verdicts.hear(noted('retry', 'http-502', 'home-5'));

  expect(verdicts.on('home-5', false)).toBe('retry (http-502)');
});

test('remembers in later rounds whoever is not looked at any more', () => {
  const verdicts = new Verdicts();
  verdicts.hear(noted('reauthorize', 'invalid_request', 'home-4'));
  verdicts.endRound();
  verdicts.endRound();

  expect(verdicts.on('home-4', false)).toBe('reauthorize (invalid_request)');
});

test('forgets an earlier verdict when all is well again', () => {
  const verdicts = new Verdicts();
  verdicts.hear(noted('retry', 'http-502', 'home-5'));
  verdicts.endRound();

  expect(verdicts.on('home-5', true)).toBe('refreshed');
});

test('takes lines that are no verdict for nothing', () => {
  const verdicts = new Verdicts();

  for (const line of ['', 'no JSON', '{"message":"tick"}', noted('', 'odd-reply-x', 'home-1')])
    verdicts.hear(line);

  expect(verdicts.on('home-1', false)).toBe('not looked at');
});
