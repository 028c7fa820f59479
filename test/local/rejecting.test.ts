import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EVENT_FROM_CONSUMER, OUTPUT, tokenSecretName } from '../../lambdas/contract.ts';
import { outputOf } from '../../local/deployment.ts';
import { registerApp } from '../../local/enrol-fleet.ts';
import { operate } from '../../local/operate.ts';
import { openWorld, type World } from '../../local/world.ts';

const MOST_ENTRIES = 10;

interface Published {
  readonly access_token: string;
  readonly generation: number;
}

/** Lines of the log by message, and who waits for one. */
class Lines {
  readonly #heard: Record<string, unknown>[] = [];
  #wake: () => void = () => {};

  hear(line: string): void {
    if (!line.startsWith('{')) return;
    this.#heard.push(JSON.parse(line));
    this.#wake();
  }

  rejections(): Record<string, unknown>[] {
    return this.#heard.filter(({ message }) => message === 'rejections');
  }

  /** How many were told of since the beginning. */
  told(): number {
    return this.rejections().reduce((all, { told }) => all + Number(told), 0);
  }

  async untilTold(wanted: number): Promise<void> {
    while (this.told() < wanted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}

describe('a token that its cloud ended early', () => {
  const lines = new Lines();
  let world: World;
  let consumer: EventBridgeClient;

  beforeAll(async () => {
    world = await openWorld({ onProgress: () => {}, onLine: (line) => lines.hear(line) });
    const { url, region } = world.aws;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    consumer = new EventBridgeClient({ endpoint: url, region, credentials });
    await registerApp(world, 'dkn', 'dkn');
    for (const principal_id of ['home-1', 'home-2']) {
      const { refreshToken } = world.clouds.dkn.issueGrant({ principal: principal_id });
      const grant = { kind: 'refresh_token', refresh_token: refreshToken };
      await operate(world.stack, { operation: 'enrol', principal_id, provider: 'dkn', app: 'dkn', grant });
    }
    await world.stack.tick();
  }, 60_000);
  afterAll(async () => {
    consumer?.destroy();
    await world?.close();
  });

  const read = async (principalId: string): Promise<Published> => {
    const SecretId = tokenSecretName(world.secretPrefix, 'dkn', principalId);
    const { SecretString = '' } = await world.clients.secrets.send(new GetSecretValueCommand({ SecretId }));
    return JSON.parse(SecretString);
  };

  /** As a consumer tells it: by EventBridge's own client. */
  const tell = async (detail: unknown, times: number): Promise<void> => {
    const entry = {
      EventBusName: outputOf(world.stack, OUTPUT.eventBus),
      Source: EVENT_FROM_CONSUMER.source,
      DetailType: EVENT_FROM_CONSUMER.tokenRejected,
      Detail: JSON.stringify(detail),
    };
    for (let left = times; left > 0; left -= MOST_ENTRIES) {
      const Entries = Array.from({ length: Math.min(left, MOST_ENTRIES) }, () => entry);
      const { FailedEntryCount } = await consumer.send(new PutEventsCommand({ Entries }));
      expect(FailedEntryCount).toBe(0);
    }
  };

  /** As far as its row knows, its token is ten minutes old: one that is newer is not replaced at once. */
  const age = (principalId: string) =>
    world.clients.dynamo.send(
      new UpdateItemCommand({
        TableName: outputOf(world.stack, OUTPUT.principalsTable),
        Key: marshall({ principalId }),
        UpdateExpression: 'SET lastRefreshedAt = lastRefreshedAt - :age',
        ExpressionAttributeValues: marshall({ ':age': 600 }),
      }),
    );

  /** What the cloud was asked, and what consumers read, before a consumer tells and after two ticks. */
  const afterTelling = async (
    principalId: string,
    rejected: (generation: number) => unknown,
    times: number,
  ) => {
    const { dkn } = world.clouds;
    const before = await read(principalId);
    const calls = dkn.counts.calls;
    const told = lines.told();

    await tell(rejected(before.generation), times);
    await lines.untilTold(told + times);
    await world.stack.tick();
    await world.stack.tick();

    const after = await read(principalId);
    return { before, after, asked: dkn.counts.calls - calls };
  };

  test('is replaced within two ticks by one refresh, though a thousand tell of it', async () => {
    const { dkn } = world.clouds;
    await age('home-1');
    dkn.faults.set({ kind: 'access-revoked' }, { principal: 'home-1' });
    const wasLive = dkn.isLive((await read('home-1')).access_token);

    const reject = (generation: number) => ({ principalId: 'home-1', generation });
    const { before, after, asked } = await afterTelling('home-1', reject, 1_000);

    expect(wasLive).toBe(false);
    expect(asked).toBe(1);
    expect(after.generation).toBe(before.generation + 1);
    expect(dkn.isLive(after.access_token)).toBe(true);
    expect(dkn.counts.reused).toBe(0);
  }, 60_000);

  test.each<[string, (generation: number) => unknown]>([
    ['of an older one', (generation) => ({ principalId: 'home-2', generation: generation - 1 })],
    ['of one to come', (generation) => ({ principalId: 'home-2', generation: generation + 1 })],
    ['of nobody who is enrolled', (generation) => ({ principalId: 'nobody', generation })],
    ['in other words', (generation) => ({ principal_id: 'home-2', generation })],
  ])('is not what is told of when they tell %s: nothing is refreshed', async (_, reject) => {
    await age('home-2');

    const { before, after, asked } = await afterTelling('home-2', reject, 1);

    expect(asked).toBe(0);
    expect(after).toEqual(before);
  });

  test('leaves nothing among the dead letters, and one line a batch in the log', () => {
    const dead = Object.entries(world.stack.queues).filter(([id]) => id.includes('RejectionsDeadLetters'));

    expect(dead.flatMap(([, queue]) => queue.messages())).toEqual([]);
    expect(lines.rejections()).toContainEqual(
      expect.objectContaining({ outcomes: { 'marked-due': 1 }, ids: ['home-1'] }),
    );
    expect(lines.rejections().length).toBeLessThan(10);
  });
});
