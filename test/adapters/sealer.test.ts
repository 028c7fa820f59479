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
  test('opens to what was sealed, in another process too', async () => {
    const bytes = await sealed(newSealer());

    const opened = await newSealer().open(bytes);

    expect(opened.reveal()).toBe(ROW);
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

describe('the data key', () => {
  test('is had once for 500 seals and once for opening them all, at once and from cold', async () => {
    const sealer = newSealer();

    const rows = await Promise.all(range(500).map((n) => sealed(sealer, `row ${n}`)));
    const opened = await Promise.all(rows.map((row) => sealer.open(row)));

    expect(opened.map((row) => row.reveal())).toEqual(range(500).map((n) => `row ${n}`));
    expect(aws.calls()).toEqual({ 'kms.GenerateDataKey': 1, 'kms.Decrypt': 1 });
  });

  test('serves 1,000 rows and no more', async () => {
    const sealer = newSealer();

    await Promise.all(range(1_000).map(() => sealer.prepare()));
    const upToTheBound = aws.calls()['kms.GenerateDataKey'];
    await Promise.all(range(1_000).map(() => sealer.prepare()));

    expect(upToTheBound).toBe(1);
    expect(aws.calls()['kms.GenerateDataKey']).toBe(2);
  });

  test('serves for five minutes and no longer', async () => {
    const sealer = newSealer();
    const row = await sealed(sealer);
    await sealer.open(row);
    const start = Date.now();

    jest.spyOn(Date, 'now').mockReturnValue(start + 299_000);
    await sealer.open(await sealed(sealer));
    const within = aws.calls();
    jest.spyOn(Date, 'now').mockReturnValue(start + 302_000);
    await sealer.prepare();
    await sealer.open(row);

    expect(within).toEqual({ 'kms.GenerateDataKey': 1, 'kms.Decrypt': 1 });
    expect(aws.calls()).toEqual({ 'kms.GenerateDataKey': 2, 'kms.Decrypt': 2 });
  });
});

describe('a prepared seal', () => {
  test('needs no key service any more, though the cached key has aged out in between', async () => {
    const sealer = newSealer();
    const seal = await sealer.prepare();
    const start = Date.now();

    jest.spyOn(Date, 'now').mockReturnValue(start + 600_000);
    await sealer.prepare();
    aws.faults.set({ service: 'kms', kind: 'error' });
    const before = aws.calls();
    const row = await seal(confidential(ROW));

    expect(aws.calls()).toEqual(before);
    aws.faults.clear();
    expect((await sealer.open(row)).reveal()).toBe(ROW);
  });

  test('is good for one use', async () => {
    const seal = await newSealer().prepare();
    await seal(confidential(ROW));

    const again = seal(confidential(ROW));

    await expect(again).rejects.toThrow('one use');
  });
});

describe('bytes that are not one of our rows', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('not sealed')],
    ['zeros', Buffer.alloc(1_000)],
    ['a start of a row with lengths that promise more', Buffer.from('020578'.padEnd(72, '0'), 'hex')],
  ])('are unreadable, and the key service is not asked: %s', async (_what, bytes) => {
    const code = await codeOf(newSealer().open(bytes));

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

  test('is found out once for all who wait', async () => {
    const sealer = newSealer();
    aws.faults.set({ service: 'kms', kind: 'throttle' });

    const codes = await Promise.all(range(20).map(() => codeOf(sealer.prepare())));

    expect(codes).toEqual(range(20).map(() => 'key-unavailable'));
    expect(aws.calls()).toEqual({ 'kms.GenerateDataKey': 1 });
  });

  test('is told with what the key service said', async () => {
    aws.faults.set({ service: 'kms', kind: 'error', errorType: 'AccessDeniedException', status: 400 });

    const error = await failure(newSealer().prepare());

    expect(error).toMatchObject({ cause: { name: 'AccessDeniedException' } });
  });
});
