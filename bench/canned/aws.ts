import type { IncomingMessage } from 'node:http';
import { appSecretName, CONTROL } from '../../lambdas/contract.ts';
import type { IssuedCertificate } from '../../local/clouds/authority.ts';
import type { DueRows, QueryInput, UpdateInput } from './due-rows.ts';
import { APPS, NAMES, numberOf } from './fleet.ts';
import { type HttpsServer, type Replied, startHttpsServer } from './https-server.ts';
import { held, type Latencies } from './latencies.ts';
import type { BatchInput, ListInput, ScanInput, WholeTable } from './whole-table.ts';

export interface CannedAws {
  readonly server: HttpsServer;
  /** Requests so far by operation. */
  readonly calls: Map<string, number>;
}

export interface CannedAwsOptions {
  readonly certificate: IssuedCertificate;
  readonly latencies: () => Latencies;
  readonly due: () => DueRows;
  readonly whole: () => WholeTable;
  /** What an app's secret holds. */
  readonly appSecret: (app: (typeof APPS)[number]) => object;
  /** Where KMS is: it is asked a few times a run, and really wraps and unwraps. */
  readonly kms: string;
  /** A new secret can be read. */
  readonly onPut: (n: number) => void;
}

const SERVICES = {
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  TrentService: 'kms',
  AWSEvents: 'dynamodb',
} as const;

const JSON_TYPE = 'application/x-amz-json-1.1';
const OLD_VERSION = `1-${'0'.repeat(43)}`;

type In<Input> = Input & { readonly TableName: string };

/** Answers for the unmodified SDK, made in as little time as may be: nothing is checked, next to nothing kept. */
export const startCannedAws = async (options: CannedAwsOptions): Promise<CannedAws> => {
  const { latencies, due, whole, appSecret, onPut } = options;
  const calls = new Map<string, number>();
  const apps = new Map<string, (typeof APPS)[number]>(
    APPS.map((one) => [appSecretName(NAMES.secretPrefix, one.app), one]),
  );
  const controls = APPS.map(({ app, provider }) => ({
    name: { S: CONTROL.appPrefix + app },
    provider: { S: provider },
  }));

  // biome-ignore lint/suspicious/noExplicitAny: each answer knows what its own operation is asked with
  const answers: Readonly<Record<string, (input: any) => object>> = {
    Query: (input: QueryInput) => due().query(input),
    Scan: (input: In<ScanInput>) =>
      input.TableName === NAMES.controlsTable ? { Items: controls } : whole().scan(input),
    GetItem: () => ({}),
    PutItem: () => ({}),
    BatchGetItem: (input: BatchInput) => whole().batchGet(input),
    UpdateItem: (input: In<UpdateInput>) =>
      input.TableName === NAMES.controlsTable ? {} : due().update(input),
    GetSecretValue: ({ SecretId }: { SecretId: string }) => {
      const app = apps.get(SecretId);
      return { Name: SecretId, VersionId: 'first', SecretString: JSON.stringify(app ? appSecret(app) : {}) };
    },
    DescribeSecret: ({ SecretId }: { SecretId: string }) => ({
      Name: SecretId,
      VersionIdsToStages: { [OLD_VERSION]: ['AWSCURRENT'] },
    }),
    ListSecrets: (input: ListInput) => whole().listSecrets(input),
    PutSecretValue: ({ SecretId, ClientRequestToken }: Record<string, string>) => ({
      Name: SecretId,
      VersionId: ClientRequestToken,
      VersionStages: ['AWSCURRENT'],
    }),
    PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'one' }] }),
  };

  const toKms = async (target: string, body: Buffer): Promise<Replied> => {
    const headers = { 'Content-Type': JSON_TYPE, 'X-Amz-Target': target };
    const answer = await fetch(options.kms, { method: 'POST', headers, body: new Uint8Array(body) });
    return { status: answer.status, type: JSON_TYPE, body: await answer.text() };
  };

  const reply = async (request: IncomingMessage, body: Buffer): Promise<Replied> => {
    const target = String(request.headers['x-amz-target']);
    const [prefix = '', operation = ''] = target.split('.');
    const service = SERVICES[prefix as keyof typeof SERVICES];
    calls.set(`${service}.${operation}`, (calls.get(`${service}.${operation}`) ?? 0) + 1);
    if (service === 'kms') return toKms(target, body);
    const input = JSON.parse(body.toString());
    const answer = answers[operation]?.(input);
    if (!answer) throw new Error(`no answer is prepared for ${target}`);
    await held(latencies()[service]);
    if (operation === 'PutSecretValue')
      onPut(numberOf(input.SecretId.slice(input.SecretId.lastIndexOf('/') + 1)));
    return { status: 200, type: JSON_TYPE, body: JSON.stringify(answer) };
  };

  return { server: await startHttpsServer(options.certificate, reply), calls };
};
