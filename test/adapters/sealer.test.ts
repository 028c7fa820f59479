import { inspect } from 'node:util';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { createSealer } from '../../lambdas/adapters/sealer.ts';
import { confidential } from '../../lambdas/core/confidential.ts';
import type { Sealer } from '../../lambdas/flow/ports.ts';
import { SealError } from '../../lambdas/flow/seal-error.ts';
import { type AwsEndpoint, startAws } from '../../local/aws/endpoint.ts';
import type { Fault } from '../../local/aws/faults.ts';

const ROW = JSON.stringify({ principalId: 'thing-1', grant: { refreshToken: 'Zoë’s token' } });

let aws: AwsEndpoint;
let kms: KMSClient;
let keyArn: string;

const client = (requestTimeout: number): KMSClient =>
  new KMSClient({
    endpoint: aws.url,
    region: aws.region,
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  });

beforeEach(async () => {
  aws = await startAws();
  keyArn = aws.kms.createKey();
  kms = client(5_000);
});

afterEach(async () => {
  jest.restoreAllMocks();
  kms.destroy();
  await aws.close();
});

const newSealer = (fleet = 'fleet-1', arn = keyArn): Sealer => createSealer({ kms, keyArn: arn, fleet });

const sealed = async (sealer: Sealer, plaintext = ROW): Promise<Uint8Array> => {
  const seal = await sealer.prepare();
  return seal(confidential(plaintext));
};

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await failure(work);
  return error instanceof SealError ? error.code : `unexpected: ${inspect(error)}`;
};

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('a sealed row', () => {
  test('opens to something that is not printed', async () => {
    const bytes = await sealed(newSealer());

    const opened = await newSealer().open(bytes);

    expect(inspect(opened)).not.toContain('Zoë');
  });

  test('shows nothing of its content', async () => {
    const bytes = await sealed(newSealer());

    expect(Buffer.from(bytes).toString('utf8')).not.toMatch(/principalId|token/);
  });

  test('is different each time', async () => {
    const sealer = newSealer();

    const [first, second] = [await sealed(sealer), await sealed(sealer)];

    expect(first).not.toEqual(second);
  });

  test('of the size of a table item opens', async () => {
    const sealer = newSealer();
    const long = 'x'.repeat(390 * 1024);

    const opened = await sealer.open(await sealed(sealer, long));

    expect(opened.reveal()).toBe(long);
  });
});

describe('bytes that are not one of our rows', () => {
  test('are unreadable though they begin like one, with lengths that promise more', async () => {
    const start = Buffer.from('020578'.padEnd(72, '0'), 'hex');

    const code = await codeOf(newSealer().open(start));

    expect(code).toBe('sealed-unreadable');
    expect(aws.calls()).toEqual({});
  });

  test('are unreadable wherever the row was cut', async () => {
    const sealer = newSealer();
    const row = await sealed(sealer);

    const codes = await Promise.all(
      range(row.length).map((end) => codeOf(sealer.open(row.subarray(0, end)))),
    );

    expect(new Set(codes)).toEqual(new Set(['sealed-unreadable']));
  });

  // In one frame (the library's unit of 4,096 bytes) and in several.
  test.each([ROW, 'x'.repeat(9_000)])('are unreadable whichever byte was changed', async (plaintext) => {
    const sealer = newSealer();
    const row = await sealed(sealer, plaintext);
    const places = range(row.length).filter(
      (place) => place < 500 || place % 29 === 0 || place > row.length - 40,
    );

    const codes = new Set<string>();
    for (const place of places) {
      const changed = Uint8Array.from(row, (byte, index) => (index === place ? byte ^ 0x41 : byte));
      codes.add(await codeOf(sealer.open(changed)));
    }

    expect(codes).toEqual(new Set(['sealed-unreadable']));
  });

  test('do not keep a sound row from opening at the same time', async () => {
    const row = await sealed(newSealer());
    const changed = range(150).map((place) =>
      Uint8Array.from(row, (byte, at) => (at === place ? byte ^ 1 : byte)),
    );
    const sealer = newSealer();

    const bad = changed.map((bytes) => codeOf(sealer.open(bytes)));
    const opened = await sealer.open(row);

    expect(opened.reveal()).toBe(ROW);
    expect(new Set(await Promise.all(bad))).toEqual(new Set(['sealed-unreadable']));
  });

  test('are told without a word of theirs or of what the library said', async () => {
    const sealer = newSealer();
    const row = await sealed(sealer);
    const changed = Uint8Array.from(row, (byte, index) => (index === row.length - 1 ? byte ^ 1 : byte));

    const error = await failure(sealer.open(changed));

    expect(error).toHaveProperty('message', 'sealed-unreadable');
    expect(error).not.toHaveProperty('cause');
  });
});

describe('a row of somebody else', () => {
  test('of another fleet does not open, and the key service is not asked', async () => {
    const row = await sealed(newSealer('fleet-2'));
    const before = aws.calls();

    const code = await codeOf(newSealer('fleet-1').open(row));

    expect(code).toBe('sealed-unreadable');
    expect(aws.calls()).toEqual(before);
  });

  test('under another key does not open, and the key service is not asked', async () => {
    const row = await sealed(newSealer('fleet-1', aws.kms.createKey()));
    const before = aws.calls();

    const code = await codeOf(newSealer().open(row));

    expect(code).toBe('sealed-unreadable');
    expect(aws.calls()).toEqual(before);
  });
});

describe('trouble with the key service', () => {
  const troubles: [string, Fault][] = [
    ['throttled', { service: 'kms', kind: 'throttle' }],
    ['broken', { service: 'kms', kind: 'error' }],
    ['denied', { service: 'kms', kind: 'error', errorType: 'AccessDeniedException', status: 400 }],
    ['disabled', { service: 'kms', kind: 'error', errorType: 'DisabledException', status: 400 }],
    ['cut off', { service: 'kms', kind: 'drop' }],
  ];

  test.each(troubles)('is not blamed on the row that it kept from opening: %s', async (_how, fault) => {
    const row = await sealed(newSealer());
    const sealer = newSealer();
    aws.faults.set(fault);

    const code = await codeOf(sealer.open(row));
    aws.faults.clear();
    const opened = await sealer.open(row);

    expect(code).toBe('key-unavailable');
    expect(opened.reveal()).toBe(ROW);
  });

  test.each(troubles)('shows before anything is asked of a cloud: %s', async (_how, fault) => {
    const sealer = newSealer();
    aws.faults.set(fault);

    const code = await codeOf(sealer.prepare());
    aws.faults.clear();

    expect(code).toBe('key-unavailable');
    await expect(sealer.prepare()).resolves.toBeInstanceOf(Function);
  });

  test('that answers nothing is noticed by the limit of its client', async () => {
    kms.destroy();
    kms = client(100);
    const row = await sealed(newSealer());
    const sealer = newSealer();
    aws.faults.set({ service: 'kms', kind: 'hang' });

    const codes = await Promise.all([codeOf(sealer.prepare()), codeOf(sealer.open(row))]);

    expect(codes).toEqual(['key-unavailable', 'key-unavailable']);
  });

  test('is told with what the key service said', async () => {
    aws.faults.set({ service: 'kms', kind: 'error', errorType: 'AccessDeniedException', status: 400 });

    const error = await failure(newSealer().prepare());

    expect(error).toMatchObject({ cause: { name: 'AccessDeniedException' } });
  });
});
