import { join } from 'node:path';
import { type DataFolder, openDataFolder } from '../data-folder.ts';
import type { SecretChange } from './add-version.ts';
import { cloudFormation } from './cloud-formation.ts';
import { ConsumedCapacity } from './consumed-capacity.ts';
import { dynamoDb } from './dynamo-db.ts';
import { eventBridge } from './event-bridge.ts';
import { EventBuses } from './event-buses.ts';
import { EventRules } from './event-rules.ts';
import { HostedStacks } from './hosted-stacks.ts';
import { openKeyRecords } from './key-records.ts';
import { KeyRing } from './key-ring.ts';
import { kms } from './kms.ts';
import { lambda } from './lambda.ts';
import type { Service } from './operation.ts';
import type { RecordedEvent } from './put-events.ts';
import type { ServiceName } from './routing.ts';
import { openSecretRecords } from './secret-records.ts';
import { SecretStore } from './secret-store.ts';
import { secretsManager } from './secrets-manager.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { sts } from './sts.ts';

export interface ServicesOptions {
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Twelve digits. */
  readonly account?: string;
  /** Epoch milliseconds; default `Date.now`. DynamoDB has no use for it. */
  readonly clock?: () => number;
  /** Age below which no version of a secret is purged, and from which every one without a label is; default 24 h, as at AWS. */
  readonly versionWindowMs?: number;
  /**
   * Keeps tables, secrets and keys; default: in memory. What is answered is written. Buses, rules and stacks are not kept:
   * whoever runs the stack makes them again. Left open: whoever opened it closes it, after the endpoint.
   */
  readonly data?: DataFolder;
  readonly onSecretChange?: (change: SecretChange) => void;
}

/** Every service, with what stands behind them. */
export interface Services {
  readonly region: string;
  readonly account: string;
  readonly byName: Readonly<Record<ServiceName, Service>>;
  readonly keys: KeyRing;
  readonly buses: EventBuses;
  readonly rules: EventRules;
  readonly stacks: HostedStacks;
  readonly capacity: ConsumedCapacity;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

export const openServices = async (
  options: ServicesOptions,
  deliver: (event: RecordedEvent) => void,
): Promise<Services> => {
  const { region = 'us-east-1', account = '000000000000', clock = Date.now } = options;
  const data = options.data ?? (await openDataFolder());
  const keys = new KeyRing(region, account, clock, await openKeyRecords(data));
  const secrets = new SecretStore(region, account, clock, await openSecretRecords(data));
  const buses = new EventBuses(region, account, clock);
  const rules = new EventRules(region, account);
  const stacks = new HostedStacks(clock);
  const capacity = new ConsumedCapacity();
  const tables = await dynamoDb({ region, account, ...(data.dir && { path: join(data.dir, 'dynamodb') }) });
  return {
    region,
    account,
    keys,
    buses,
    rules,
    stacks,
    capacity,
    byName: {
      dynamodb: capacity.measured(tables.answer),
      secretsmanager: secretsManager({
        secrets,
        clock,
        versionWindowMs: options.versionWindowMs ?? DAY_MS,
        keyIsUsable: (id) => id === undefined || id === 'alias/aws/secretsmanager' || keys.isUsable(id),
        onSecretChange: (change) => options.onSecretChange?.(change),
      }),
      kms: kms(keys, account),
      events: eventBridge({
        buses,
        clock,
        deliver: (event) => {
          deliver(event);
          rules.pass(event);
        },
      }),
      lambda: lambda(stacks, region, account),
      cloudformation: cloudFormation(stacks),
      sts: sts(account),
      sns: sns(stacks),
      sqs: sqs(stacks),
    },
    async close() {
      await tables.close();
      await Promise.all([keys.written(), secrets.written()]);
    },
  };
};
