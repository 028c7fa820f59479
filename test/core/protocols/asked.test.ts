import { expect, test } from '@jest/globals';
import { askedByGrantType, requestField } from '../../../lambdas/core/protocols/asked.ts';

const part = (name: string, value: string, end = '\r\n') =>
  ['--b', `Content-Disposition: form-data; name="${name}"`, 'Content-Type: text/plain', '', value, ''].join(
    end,
  );

test.each([
  ['JSON', '{"grant_type":"password"}'],
  ['a form', 'client_id=a&grant_type=password'],
  ['multipart', `${part('client_id', 'a')}${part('grant_type', 'password')}--b--`],
  ['multipart with plain ends of lines', `${part('grant_type', 'password', '\n')}--b--`],
])('finds a field in %s', (_, body) => {
  expect(requestField(body, 'grant_type')).toBe('password');
  expect(askedByGrantType(body)).toBe('login');
});

test.each([
  ['nothing', ''],
  ['a part without a value', `${part('grant_type', '')}--b--`],
  ['a part that ends with its headers', '--b\r\nContent-Disposition: form-data; name="grant_type"\r\n'],
])('finds none in %s', (_, body) => {
  expect(requestField(body, 'grant_type')).toBeUndefined();
});

test('looks for the end of the headers once, however often a part begins', () => {
  const body = 'name="grant_type"\n'.repeat(4_000);
  const begun = performance.now();

  const found = requestField(body, 'grant_type');

  expect(found).toBeUndefined();
  // To look again from each beginning takes seconds.
  expect(performance.now() - begun).toBeLessThan(100);
});
