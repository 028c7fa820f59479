import { expect, test } from '@jest/globals';
import { readAppSecret } from '../../lambdas/adapters/app-secrets.ts';
import { readProgress } from '../../lambdas/adapters/census-record.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import { readRescue } from '../../lambdas/core/rescue.ts';
import { readSealed } from '../../lambdas/core/sealed.ts';
import { someText } from '../../lambdas/core/some-text.ts';
import { readBatch } from '../../lambdas/reject/batch.ts';

const owner = { principalId: 'home-1', provider: 'kii', app: 'homes' };
const bound = { v: 1, principal_id: 'home-1', provider: 'kii', app: 'homes' };
/** To be compared with a number, it would have to become one, and it cannot. */
const NO_NUMBER = { toString: 1, valueOf: 1 };

test('is text that is not empty', () => {
  const [kept, ...refused] = ['x', '', 4, null, undefined, ['x'], {}].map((value) =>
    someText.safeParse(value),
  );

  expect(kept?.success).toBe(true);
  expect(refused.map(({ success }) => success)).not.toContain(true);
});

test.each<[string, (noText: unknown) => unknown, unknown]>([
  ['a text', (noText) => someText.safeParse(noText).success, false],
  ['a sealed token', (noText) => readSealed(sealed({ refresh_token: noText }), owner), undefined],
  ['a rescue record', (noText) => readRescue({ schema: 1, kept_by: noText, sealed: noText }), undefined],
  ['the progress of a census', (noText) => readProgress(JSON.stringify({ segments: noText })), undefined],
  ['a list of client secrets', (noText) => readAppSecret(secret(noText), '', 'dkn').ok, false],
  [
    'an event',
    (noText) => readBatch([{ messageId: '1', body: JSON.stringify({ principalId: noText }) }]).unreadable,
    1,
  ],
])('is refused, and not stumbled over, where %s has a length that is no number', (_, read, refused) => {
  expect(read({ length: NO_NUMBER })).toBe(refused);
});

const sealed = (grant: object) =>
  confidential(JSON.stringify({ ...bound, grant: { kind: 'refresh_token', ...grant } }));
const secret = (client_secrets: unknown) =>
  JSON.stringify({ provider: 'dkn', client_id: 'us', client_secrets });
