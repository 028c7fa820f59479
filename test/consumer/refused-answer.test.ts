import { expect, test } from '@jest/globals';
import { isRefusedAnswer } from '../../lambdas/consumer/refused-answer.ts';

const nested: unknown = JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`);

test.each([
  ['a text', { errorCode: 'WRONG_TOKEN' }],
  ['a text of digits', { error_code: '1010005' }],
  ['a number', { resultcode: 1010005 }],
])('knows the code of an ended token as %s', async (_, body) => {
  expect(await isRefusedAnswer({ status: 403, body })).toBe(true);
});

test.each([
  ['cannot be a text', { errorCode: { toString: 1, valueOf: 1 } }],
  ['would be one by way of a list', { errorCode: ['WRONG_TOKEN'] }],
  ['is nested without end', { error_code: nested }],
])('takes a code for another that %s, and does not stumble over it', async (_, body) => {
  expect(await isRefusedAnswer({ status: 403, body })).toBe(false);
});
