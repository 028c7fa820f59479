import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TokenError } from '../../lambdas/consumer/index.ts';
import { type Bed, HOUR, MINUTE, NOW, openBed, secretText } from './bed.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterEach(() => bed.aws.faults.clear());
afterAll(() => bed.close());

const failure = async (work: Promise<unknown>): Promise<TokenError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TokenError)) throw new Error('no TokenError', { cause: error });
  return error;
};

describe('while Secrets Manager fails', () => {
  test.each(['error', 'throttle', 'drop', 'hang'] as const)(
    'the last good token is served until it ends (%s)',
    async (kind) => {
      const id = bed.principal();
      await bed.publish(id, { generation: 1, expiresAt: NOW + HOUR });
      const { tokens, time } = bed.reader({ readTimeoutMs: 60 });
      await tokens.get(id);
      bed.aws.faults.set({ service: 'secretsmanager', kind });

      await time.advance(HOUR - 1);
      const last = await tokens.get(id);
      await time.advance(MINUTE);

      expect(last.generation).toBe(1);
      expect(await failure(tokens.get(id))).toMatchObject({ code: 'unavailable', action: 'wait' });
    },
  );

  test('it is asked every ten seconds and not at each call', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    bed.aws.faults.set({ service: 'secretsmanager', kind: 'error' });
    await time.advance(10 * MINUTE);

    const reads = await bed.readsDuring(async () => {
      for (let second = 0; second < 20; second += 1) {
        await tokens.get(id);
        await time.advance(1_000);
      }
    });

    expect(reads).toBe(2);
  });

  test('the newer token is there as soon as it answers again', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    await bed.publish(id, { generation: 2 });
    bed.aws.faults.set({ service: 'secretsmanager', kind: 'error' });
    await time.advance(10 * MINUTE);
    await tokens.get(id);

    bed.aws.faults.clear();
    await time.advance(10_000);

    expect((await tokens.get(id)).generation).toBe(2);
  });

  test('a read that hangs ends by itself', async () => {
    const id = bed.principal();
    bed.aws.faults.set({ service: 'secretsmanager', kind: 'hang' });
    const { tokens } = bed.reader({ readTimeoutMs: 20 });

    const error = await failure(tokens.get(id));

    expect(error).toMatchObject({ code: 'unavailable', action: 'wait' });
    expect(error.message).toContain('TimeoutError');
  });
});

describe('an error tells what to do', () => {
  test('expired: to wait at first, then that its owner may have to authorize again', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1, expiresAt: NOW });
    const { tokens, time } = bed.reader();

    const late = await failure(tokens.get(id));
    await time.advance(15 * MINUTE);
    const later = await failure(tokens.get(id));

    expect(late).toMatchObject({ code: 'expired', action: 'wait', principalId: id });
    expect(later).toMatchObject({ code: 'expired', action: 'reauthorize' });
    expect(later.message).toContain(`"refresh-scheduler show ${id}" tells why: halted`);
    expect(later.message).toContain('2026-11-01T12:15:00.000Z by this machine');
  });

  test('missing: to fix a name', async () => {
    const { tokens } = bed.reader();

    expect(await failure(tokens.get(bed.principal()))).toMatchObject({ code: 'missing', action: 'fix' });
  });

  test('removed: also where a token of it is in the cache', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    const { tokens, time } = bed.reader();
    await tokens.get(id);
    await bed.remove(id);
    await time.advance(5 * MINUTE);

    expect(await failure(tokens.get(id))).toMatchObject({ code: 'removed', action: 'fix' });
  });

  test.each(['AccessDeniedException', 'DecryptionFailure'])(
    'denied: a right was taken away, and the cache with it (%s)',
    async (errorType) => {
      const id = bed.principal();
      await bed.publish(id, { generation: 1 });
      const { tokens, time } = bed.reader();
      await tokens.get(id);
      bed.aws.faults.set({ service: 'secretsmanager', kind: 'error', status: 400, errorType });
      await time.advance(5 * MINUTE);

      expect(await failure(tokens.get(id))).toMatchObject({ code: 'denied', action: 'fix' });
    },
  );

  test("credentials: the caller's own are missing, and a token in the cache is still good", async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1 });
    let missing = true;
    const secrets = new SecretsManagerClient({
      endpoint: bed.aws.url,
      region: bed.aws.region,
      credentials: async () => {
        if (missing) throw Object.assign(new Error('none found'), { name: 'CredentialsProviderError' });
        return { accessKeyId: 'local', secretAccessKey: 'local', expiration: new Date(0) };
      },
    });
    const { tokens, time } = bed.reader({ secrets });

    const without = await failure(tokens.get(id));
    missing = false;
    await time.advance(MINUTE);
    await tokens.get(id);
    missing = true;
    await time.advance(5 * MINUTE);
    const served = await tokens.get(id);

    expect(without).toMatchObject({ code: 'credentials', action: 'fix' });
    expect(served.generation).toBe(1);
    secrets.destroy();
  });

  test.each([
    ['no JSON at all', 'token-of-somebody', 'no JSON object'],
    ['a later schema', '{"schema":2}', 'its schema is not 1'],
    ["another principal's", secretText('somebody-else', { generation: 1 }), 'principal_id'],
  ])('unreadable: %s', async (_, text, said) => {
    const id = bed.principal();
    await bed.write(id, text);
    const { tokens } = bed.reader();

    const error = await failure(tokens.get(id));

    expect(error).toMatchObject({ code: 'unreadable', action: 'fix' });
    expect(error.message).toContain(said);
    expect(error.message).not.toContain('token-of-somebody');
  });

  test.each(['access_token', 'expires_at', 'generation', 'issued_at', 'provider'])(
    'unreadable: without %s',
    async (field) => {
      const id = bed.principal();
      const { [field]: _, ...rest } = JSON.parse(secretText(id, { generation: 1 }));
      await bed.write(id, JSON.stringify(rest));
      const { tokens } = bed.reader();

      expect((await failure(tokens.get(id))).message).toContain(`wrote: ${field}`);
    },
  );

  test('invalid-id: before anybody is asked', async () => {
    const { tokens } = bed.reader();

    const reads = await bed.readsDuring(() => failure(tokens.get('../apps/homes')));

    expect(reads).toBe(0);
    expect(await failure(tokens.get(''))).toMatchObject({ code: 'invalid-id', action: 'fix' });
  });

  test('and stands for a second, so that a loop costs one read in each', async () => {
    const id = bed.principal();
    await bed.publish(id, { generation: 1, expiresAt: NOW - HOUR });
    const { tokens } = bed.reader();

    const reads = await bed.readsDuring(async () => {
      for (let n = 0; n < 10; n += 1) await failure(tokens.get(id));
    });

    expect(reads).toBe(1);
  });
});
