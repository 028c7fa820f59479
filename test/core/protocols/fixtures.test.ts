import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { verdictOf } from '../../../lambdas/core/outcome.ts';
import { protocolOf } from '../../../lambdas/core/protocols/index.ts';
import { reply } from './builders.ts';

interface Recorded {
  readonly provider: string;
  readonly name: string;
  readonly request: { readonly path: string; readonly body: string };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
  readonly expected: string;
}

const file = new URL('../../fixtures/provider-cases.json', import.meta.url);
const cases: Recorded[] = JSON.parse(readFileSync(file, 'utf8'));

test('has the whole set of recorded replies', () => {
  expect(cases).toHaveLength(49);
});

test.each(cases)('judges "$name" of $provider as $expected', (recorded) => {
  const { status, headers, body } = recorded.response;
  const protocol = protocolOf(recorded.provider);

  const asked = protocol?.askedBy(recorded.request.path, recorded.request.body) ?? 'refresh';
  const outcome = protocol?.read(asked, reply(status, body, headers));

  expect(outcome && verdictOf(outcome)).toBe(recorded.expected);
});
