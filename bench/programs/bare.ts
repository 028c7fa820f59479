import { randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { setTimeout } from 'node:timers/promises';
import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { awsClients } from '../../lambdas/adapters/clients.ts';
import { appSecretName, DUE_INDEX } from '../../lambdas/contract.ts';
import { APPS, appOf, LIFETIME_SECONDS, NAMES, numberOf } from '../canned/fleet.ts';
import type { Place } from '../canned/serve.ts';
import { type AppSecret, askCloud, asPresented } from './bare-cloud.ts';
import type { BareSeal } from './bare-seal.ts';
import { bareWrite } from './bare-writes.ts';
import { addressOf, type Program } from './program.ts';

const PAGE = 50;
const SECOND = 1_000;

/**
 * The calls of a refresh and nothing else: no check of what comes back, no judgement of errors, no fairness between apps,
 * no metrics, no log. It has the same clients, the same agent, writes of the same bytes, and sealed rows.
 */
export const bare = (
  place: Place,
  sockets: number,
  sealing: (clients: ReturnType<typeof awsClients>) => BareSeal,
): Program => {
  const clients = awsClients(sockets, addressOf(place));
  const { dynamo, secrets } = clients;
  const { open, seal } = sealing(clients);
  const agent = new Agent({ keepAlive: true, timeout: 4 * SECOND, maxCachedSessions: 0, ca: place.ca });
  const appSecrets = new Map<string, Promise<AppSecret>>();

  const readApp = async (app: string): Promise<AppSecret> => {
    const SecretId = appSecretName(NAMES.secretPrefix, app);
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    return asPresented(JSON.parse(SecretString));
  };

  const dueOf = async (app: string): Promise<string[]> => {
    const ids: string[] = [];
    let from: Record<string, never> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: NAMES.principalsTable,
          IndexName: DUE_INDEX,
          KeyConditionExpression: 'dueQueue = :app AND refreshAt <= :now',
          ExpressionAttributeValues: { ':app': { S: app }, ':now': { N: seconds() } },
          Limit: PAGE,
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      );
      ids.push(...Items.map(({ principalId }) => String(principalId?.S)));
      from = LastEvaluatedKey as typeof from;
    } while (from);
    return ids;
  };

  const refresh = async (id: string): Promise<void> => {
    const me = { S: randomUUID() };
    const { app, provider } = appOf(numberOf(id));
    let known = appSecrets.get(app);
    if (!known) {
      known = readApp(app);
      appSecrets.set(app, known);
    }
    const secret = await known;
    const now = { N: seconds() };
    const until = { N: String(Number(now.N) + 80) };

    const claimed = await dynamo.send(
      new UpdateItemCommand(
        bareWrite('claim', id, {
          ':now': now,
          ':app': { S: app },
          ':provider': { S: provider },
          ':lease': { M: { id: me, until } },
          ':until': until,
        }),
      ),
    );
    const row = claimed.Attributes ?? {};
    const content = await open(row.sealed?.B ?? new Uint8Array(), id);

    const pair = await askCloud(agent, secret, content.grant.refresh_token);

    const issuedAt = Number(now.N);
    const expiresAt = issuedAt + pair.expires_in;
    const generation = Number(row.generation?.N);
    content.grant.refresh_token = pair.refresh_token;
    content.access.token = pair.access_token;
    await dynamo.send(
      new UpdateItemCommand(
        bareWrite('keep', id, {
          ':sealed': { B: await seal(content) },
          ':grantDigest': { S: String(row.grantDigest?.S) },
          ':generation': { N: String(generation) },
          ':next': { N: String(generation + 1) },
          ':keptBy': me,
          ':issuedAt': now,
          ':lastRefreshedAt': now,
          ':expiresAt': { N: String(expiresAt) },
        }),
      ),
    );
    const version = `${generation + 1}-${randomUUID()}`;
    await secrets.send(
      new PutSecretValueCommand({
        SecretId: String(row.secretName?.S),
        ClientRequestToken: version,
        SecretString: JSON.stringify({
          schema: 1,
          principal_id: id,
          provider,
          token_type: 'Bearer',
          access_token: pair.access_token,
          issued_at: issuedAt,
          expires_at: expiresAt,
          generation: generation + 1,
        }),
      }),
    );
    await dynamo.send(
      new UpdateItemCommand(
        bareWrite('settle', id, {
          ':generation': { N: String(generation + 1) },
          ':me': me,
          ':now': now,
          ':version': { S: version },
          ':budget': { M: { left: { N: '79' }, at: now } },
          ':refreshAt': { N: String(issuedAt + (LIFETIME_SECONDS * 3) / 4) },
        }),
      ),
    );
  };

  return async ({ concurrency, rate = Number.POSITIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }) => {
    const queues = await Promise.all(APPS.map(({ app }) => dueOf(app)));
    const ids = queues.flat().sort().slice(0, atMost);
    const rest = ids.values();
    let nextStartAt = performance.now();
    const worker = async () => {
      for (const id of rest) {
        const startAt = Math.max(performance.now(), nextStartAt);
        nextStartAt = startAt + SECOND / rate;
        if (startAt > performance.now()) await setTimeout(startAt - performance.now());
        await refresh(id);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return ids.length;
  };
};

const seconds = (): string => String(Math.floor(Date.now() / SECOND));
