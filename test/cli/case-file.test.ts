import { expect, test } from '@jest/globals';
import { readCaseFile } from '../../cli/explain/case-file.ts';

const PLANTED = 'Zk3QmT8vLxW2-planted-9K';

const recorded = (change: object = {}) => ({
  provider: 'kii',
  name: 'a dead token',
  request: { path: '/api/oauth2/token', body: '{"grant_type":"refresh_token"}' },
  response: { status: 403, headers: { A: 'b' }, body: '{"errorCode":"WRONG_REFRESH_TOKEN"}' },
  expected: 'reauthorize',
  ...change,
});

test('reads a case with all that it may hold, and one with no more than it must', () => {
  const bare = { provider: 'kii', name: '', response: { status: 200, body: '' } };

  const file = readCaseFile(JSON.stringify([recorded({ provenance: 'seen' }), bare]));

  expect(file).toEqual({ ok: true, cases: [recorded(), bare] });
});

test.each([
  [
    'an unknown provider',
    recorded({ provider: PLANTED }),
    'case 1: provider must be one of: dkn, huawei, kii, oauth2',
  ],
  [
    'no provider',
    recorded({ provider: undefined }),
    'case 1: provider must be one of: dkn, huawei, kii, oauth2',
  ],
  [
    'an inherited name as provider',
    recorded({ provider: 'constructor' }),
    'case 1: provider must be one of: dkn, huawei, kii, oauth2',
  ],
  ['no name', recorded({ name: undefined }), 'case 1: name must be a text'],
  [
    'a status in words',
    recorded({ response: { status: '200', body: '' } }),
    'case 1: response.status must be a whole number from 100 to 599',
  ],
  [
    'a status out of range',
    recorded({ response: { status: 600, body: '' } }),
    'case 1: response.status must be a whole number from 100 to 599',
  ],
  [
    'a broken status',
    recorded({ response: { status: 200.5, body: '' } }),
    'case 1: response.status must be a whole number from 100 to 599',
  ],
  [
    'a body that is no text',
    recorded({ response: { status: 200, body: {} } }),
    'case 1: response.body must be a text',
  ],
  [
    'a header that is no text',
    recorded({ response: { status: 200, headers: { a: 1 }, body: '' } }),
    'case 1: response.headers.a must be a text',
  ],
  [
    'a header whose name cannot be shown',
    recorded({ response: { status: 200, headers: { [`${PLANTED}\u001b[2J`]: 1 }, body: '' } }),
    'case 1: response.headers must be a text',
  ],
  ['no response', recorded({ response: undefined }), 'case 1: response must be an object'],
  ['an empty request', recorded({ request: null }), 'case 1: request must be an object'],
  [
    'an unknown expectation',
    recorded({ expected: PLANTED }),
    'case 1: expected must be one of: refreshed, reauthorize, retry, app-misconfigured, malformed',
  ],
  ['no object', PLANTED, 'case 1 must be an object'],
])('names index and field of a case with %s, and no value', (_, broken, problem) => {
  expect(readCaseFile(JSON.stringify([recorded(), broken]))).toEqual({ ok: false, problems: [problem] });
});

test.each([
  ['no JSON', `[{"access_token":"${PLANTED}"`, 'the file must be JSON'],
  ['empty', '', 'the file must be JSON'],
  ['a list of nothing', '[]', 'the file holds no cases'],
  [
    'no list, though as long as one',
    `{"length":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    'the file must be a JSON array of cases',
  ],
  ['no list', `{"access_token":"${PLANTED}"}`, 'the file must be a JSON array of cases'],
])('refuses a file that is %s, without quoting it', (_, content, problem) => {
  expect(readCaseFile(content)).toEqual({ ok: false, problems: [problem] });
});
