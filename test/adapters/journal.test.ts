import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { logJournal, summary } from '../../lambdas/adapters/journal.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Journal } from '../../lambdas/flow/ports.ts';
import { SealError } from '../../lambdas/flow/seal-error.ts';
import { captureOutput } from '../support/printed.ts';

let output: ReturnType<typeof captureOutput>;
let journal: Journal;

beforeEach(() => {
  output = captureOutput();
  journal = logJournal(new Logger({ serviceName: 'refresh-scheduler', logLevel: 'INFO' }));
});
afterEach(() => output.release());

const onlyLine = (): Record<string, unknown> => {
  const [line, ...others] = output.lines();
  if (line === undefined || others.length > 0) throw new Error(`one line, not ${others.length + 1}`);
  return JSON.parse(line);
};

/** As the SDK throws it, with everything that could quote what was sent. */
const sdkError = () =>
  Object.assign(
    new DynamoDBServiceException({
      name: 'ValidationException',
      $fault: 'client',
      message: 'bad value: refresh_token=hush-1',
      $metadata: { httpStatusCode: 400, requestId: 'request-hush-2' },
    }),
    { cause: new Error('hush-3'), $response: { body: 'hush-4' }, config: { body: 'hush-5' } },
  );

describe('the journal', () => {
  test.each(['info', 'warn', 'error'] as const)('writes %s as one line of JSON with its facts', (level) => {
    journal[level]('tick', { refreshed: 3, ids: ['thing-1'] });

    expect(onlyLine()).toMatchObject({
      level: level.toUpperCase(),
      message: 'tick',
      refreshed: 3,
      ids: ['thing-1'],
    });
  });

  test("shows an SDK's error by its name alone, and one of ours by name and code", () => {
    journal.warn('keep failed', {
      principalId: 'thing-1',
      theirs: sdkError(),
      ours: new SealError('key-unavailable'),
    });

    expect(onlyLine()).toMatchObject({
      principalId: 'thing-1',
      theirs: { name: 'ValidationException' },
      ours: { name: 'SealError', code: 'key-unavailable' },
    });
    expect(output.text()).not.toContain('hush');
  });

  test('shows no more of an error that sits deeper in the facts', () => {
    journal.warn('some failed', { attempts: [{ n: 1, error: sdkError() }], last: { error: sdkError() } });

    expect(onlyLine()).toMatchObject({
      attempts: [{ n: 1, error: { name: 'ValidationException' } }],
      last: { error: { name: 'ValidationException' } },
    });
    expect(output.text()).not.toContain('hush');
  });

  test('shows nothing of what is confidential, wherever it sits', () => {
    journal.error('rescue', { token: confidential('hush-1'), deep: [{ token: confidential('hush-2') }] });

    expect(onlyLine()).toMatchObject({ token: '[confidential]', deep: [{ token: '[confidential]' }] });
    expect(output.text()).not.toContain('hush');
  });

  test('writes the sealed grant of a rescue record whole', () => {
    const sealed = Buffer.alloc(4_000, 7).toString('base64');

    journal.error('rescue', { principalId: 'thing-1', sealed });

    expect(onlyLine()).toMatchObject({ sealed });
  });
});

describe('the summary of an error', () => {
  test.each<[unknown, object]>([
    [sdkError(), { name: 'ValidationException' }],
    [
      Object.assign(new Error('connect 10.0.0.1 hush'), { code: 'ECONNREFUSED' }),
      { name: 'Error', code: 'ECONNREFUSED' },
    ],
    [Object.assign(new Error('hush'), { code: { hush: 1 } }), { name: 'Error' }],
    ['hush', { name: 'string' }],
    [{ message: 'hush' }, { name: 'object' }],
    [undefined, { name: 'undefined' }],
  ])('says no more than name and code (%#)', (error, expected) => {
    expect(summary(error)).toEqual(expected);
  });
});
