import { KMS } from '@aws-sdk/client-kms';
import { SECOND } from '../../lambdas/core/time.ts';
import { startAws } from '../../local/aws/endpoint.ts';
import { createAuthority } from '../../local/clouds/authority.ts';
import { answerQuestions } from '../child.ts';
import { startCannedAws } from './aws.ts';
import { appSecretAt, startCannedCloud } from './cloud.ts';
import { DueRows } from './due-rows.ts';
import { Fleet, NAMES } from './fleet.ts';
import { type Latencies, NONE } from './latencies.ts';
import { WholeTable } from './whole-table.ts';

/*
 * The process of the canned servers: AWS and the clouds over HTTPS, and KMS as local/aws plays it.
 */

/** Where everything is, for a client in a process of its own. */
export interface Place {
  readonly aws: string;
  readonly cloud: string;
  readonly region: string;
  readonly keyArn: string;
  /** PEM: signs the certificates of both. */
  readonly ca: string;
}

/** What was seen since the rows became due. */
export interface Seen {
  readonly calls: Readonly<Record<string, number>>;
  /** From a cloud's answer to the moment when the secret can be read, ms each. */
  readonly windows: readonly number[];
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const AN_HOUR = 3_600;

let latencies = NONE;
let due = new DueRows([]);
let whole: WholeTable | undefined;
const answeredAt = new Map<number, number>();
const windows: number[] = [];

const authority = await createAuthority('Authority of the bench');
const certificate = await authority.issue({ commonName: 'canned servers', altNames: ['127.0.0.1'] });
const embedded = await startAws();
const keyArn = embedded.kms.createKey();
const kms = new KMS({ endpoint: embedded.url, region: embedded.region, credentials: CREDENTIALS });
const fleet = new Fleet({ kms, keyArn, fleet: NAMES.fleet }, Math.floor(Date.now() / SECOND));

const cloud = await startCannedCloud(
  certificate,
  () => latencies.cloud,
  (n) => answeredAt.set(n, performance.now()),
);
const aws = await startCannedAws({
  certificate,
  latencies: () => latencies,
  due: () => due,
  whole: () => {
    if (!whole) throw new Error('no whole table is laid out');
    return whole;
  },
  appSecret: (app) => appSecretAt(cloud.url, authority.certificate, app),
  kms: embedded.url,
  onPut: (n) => {
    const from = answeredAt.get(n);
    if (from !== undefined) windows.push(performance.now() - from);
    answeredAt.delete(n);
  },
});

answerQuestions({
  where: (): Place => ({
    aws: aws.server.url,
    cloud: cloud.url,
    region: embedded.region,
    keyArn,
    ca: authority.certificate,
  }),
  layOutDue: async (count: number) => {
    due = new DueRows((await fleet.due(count)).map(({ item }) => item));
  },
  layOutTable: async (size: number) => {
    whole = new WholeTable(size, (await fleet.row(0, AN_HOUR)).item);
  },
  becomeDue: (next: Latencies) => {
    latencies = next;
    due.becomeDueAgain();
    aws.calls.clear();
    answeredAt.clear();
    windows.length = 0;
  },
  seen: (): Seen => ({ calls: Object.fromEntries(aws.calls), windows }),
});
