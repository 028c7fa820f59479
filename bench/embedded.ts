import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { awsClients } from '../lambdas/adapters/clients.ts';
import { connect } from '../lambdas/adapters/connect.ts';
import { silentMeter } from '../lambdas/adapters/silent-meter.ts';
import { appSecretName, CONTROL, tokenSecretName } from '../lambdas/contract.ts';
import { MINUTE, SECOND } from '../lambdas/core/time.ts';
import type { Journal } from '../lambdas/flow/ports.ts';
import { type TickReport, tick } from '../lambdas/flow/tick.ts';
import { type AwsEndpoint, startAws } from '../local/aws/endpoint.ts';
import { createAuthority } from '../local/clouds/authority.ts';
import { type DataFolder, openDataFolder } from '../local/data-folder.ts';
import { createTables } from '../test/support/tables.ts';
import { appSecretAt, startCannedCloud } from './canned/cloud.ts';
import { APPS, appOf, Fleet, type Item, NAMES, principalIdOf } from './canned/fleet.ts';
import type { HttpsServer } from './canned/https-server.ts';

const SOCKETS = 48;
/** Fewer than deployed: servers and client share one thread here, and nothing is timed. */
const CONCURRENCY = 8;
const UNPACED = 1_000_000;
const TIME_ENOUGH = 30 * MINUTE;
/** DynamoDB takes no more at once. */
const BATCH = 25;
/** Above it a table lies on disk: in memory it would take gigabytes. */
const MOST_IN_MEMORY = 200_000;
const AN_HOUR = 3_600;

const silent: Journal = { info() {}, warn() {}, error() {} };

/** AWS as `local/aws` plays it, with tables that keep their conditions and count what is read, and a canned cloud. */
export class Embedded {
  readonly aws: AwsEndpoint;
  readonly #cloud: HttpsServer;
  readonly #fleet: Fleet;
  readonly #clients: ReturnType<typeof awsClients>;
  readonly #ports: ReturnType<typeof connect>;
  readonly #data: DataFolder;

  private constructor(aws: AwsEndpoint, cloud: HttpsServer, data: DataFolder) {
    this.aws = aws;
    this.#cloud = cloud;
    this.#data = data;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.#clients = awsClients(SOCKETS, { endpoint: aws.url, region: aws.region, credentials });
    const keyArn = aws.kms.createKey();
    const { kms } = this.#clients;
    this.#fleet = new Fleet({ kms, keyArn, fleet: NAMES.fleet }, Math.floor(Date.now() / SECOND));
    this.#ports = connect({ ...NAMES, keyArn }, this.#clients, { journal: silent, meter: silentMeter });
  }

  static async open(rows: number): Promise<Embedded> {
    const dir = rows > MOST_IN_MEMORY ? await mkdtemp(join(tmpdir(), 'bench-')) : undefined;
    const data = await openDataFolder(dir);
    const authority = await createAuthority('Authority of the bench');
    const certificate = await authority.issue({ commonName: 'canned cloud', altNames: ['127.0.0.1'] });
    const cloud = await startCannedCloud(
      certificate,
      () => 0,
      () => {},
    );
    const embedded = new Embedded(await startAws({ data }), cloud, data);
    await embedded.#createResources(authority.certificate);
    return embedded;
  }

  async #createResources(ca: string): Promise<void> {
    const { dynamo, events, secrets } = this.#clients;
    await createTables(dynamo, NAMES);
    await events.send(new CreateEventBusCommand({ Name: NAMES.eventBus }));
    for (const one of APPS) {
      const Item = { name: { S: CONTROL.appPrefix + one.app }, provider: { S: one.provider } };
      await dynamo.send(new PutItemCommand({ TableName: NAMES.controlsTable, Item }));
      const SecretString = JSON.stringify(appSecretAt(this.#cloud.url, ca, one));
      const Name = appSecretName(NAMES.secretPrefix, one.app);
      await secrets.send(new CreateSecretCommand({ Name, SecretString }));
    }
  }

  /** Rows that are due, each with the secret that it has published; and rows that are not, all alike. */
  async layOut({ due, rows }: { readonly due: number; readonly rows: number }): Promise<void> {
    const dueRows = await this.#fleet.due(due);
    const { item: alike } = await this.#fleet.row(0, AN_HOUR);
    const asleep = Array.from({ length: Math.max(0, rows - due) }, (_, n) => renamed(alike, due + n));
    await this.#inBatches([...dueRows.map(({ item }) => item), ...asleep]);
    await atOnce(dueRows, ({ item: { secretName, publishedVersion }, secret }) =>
      this.#clients.secrets.send(
        new CreateSecretCommand({
          Name: String(secretName?.S),
          ClientRequestToken: String(publishedVersion?.S),
          SecretString: secret,
        }),
      ),
    );
  }

  async #inBatches(items: readonly Item[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, n) => n * BATCH);
    await atOnce(batches, (from) => {
      const puts = items.slice(from, from + BATCH).map((Item) => ({ PutRequest: { Item } }));
      return this.#clients.dynamo.send(
        new BatchWriteItemCommand({ RequestItems: { [NAMES.principalsTable]: puts } }),
      );
    });
  }

  tick(): Promise<TickReport> {
    return tick(this.#ports, {
      deadline: Date.now() + TIME_ENOUGH,
      concurrency: CONCURRENCY,
      publishRate: UNPACED,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of Object.values(this.#clients)) client.destroy();
    this.#cloud.close();
    await this.aws.close();
    await this.#data.close();
    if (this.#data.dir !== undefined) await rm(this.#data.dir, { recursive: true });
  }
}

const renamed = (row: Item, n: number): Item => {
  const { app, provider } = appOf(n);
  const principalId = principalIdOf(n);
  return {
    ...row,
    principalId: { S: principalId },
    provider: { S: provider },
    app: { S: app },
    dueQueue: { S: app },
    secretName: { S: tokenSecretName(NAMES.secretPrefix, provider, principalId) },
  };
};

const AT_ONCE = 8;

const atOnce = async <T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> => {
  const rest = all.values();
  const worker = async () => {
    for (const one of rest) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};
