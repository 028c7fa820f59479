import {
  AttributeType,
  Billing,
  type CfnGlobalTable,
  ProjectionType,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { DUE_INDEX, KEYS } from '../lambdas/contract.ts';
import type { Settings } from './settings.ts';

export interface Tables {
  /** One row a principal: its sealed tokens and when to look at it next. The truth of the fleet. */
  readonly principals: TableV2;
  /** The run lease, and what must outlive a run for each app. */
  readonly controls: TableV2;
}

export const createTables = (scope: Construct, settings: Settings, key: IKey): Tables => {
  const kept = {
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: settings.deletionProtection,
    removalPolicy: settings.removalPolicy,
  } satisfies Partial<TablePropsV2>;

  const principals = new TableV2(scope, 'Principals', {
    ...kept,
    ...named(settings.principalsTableName),
    partitionKey: { name: KEYS.principals, type: AttributeType.STRING },
    globalSecondaryIndexes: [
      {
        indexName: DUE_INDEX,
        partitionKey: { name: KEYS.dueQueue, type: AttributeType.STRING },
        sortKey: { name: KEYS.refreshAt, type: AttributeType.NUMBER },
        // Every claim returns the whole row: copies of sealed tokens in the index would only cost writes.
        projectionType: ProjectionType.KEYS_ONLY,
      },
    ],
  });

  const controls = new TableV2(scope, 'Controls', {
    ...kept,
    ...named(settings.controlsTableName),
    partitionKey: { name: KEYS.controls, type: AttributeType.STRING },
  });

  encryptWith(key, principals);
  encryptWith(key, controls);
  return { principals, controls };
};

/**
 * Makes a table's encryption use the customer key. `TableEncryptionV2.customerManagedKey` would say it directly, but
 * works only where the Region is known at synth. Both write `SSEType: KMS`; what is missing is the key of the one
 * replica, which is the table itself.
 */
const encryptWith = (key: IKey, table: TableV2): void => {
  const resource = table.node.defaultChild as CfnGlobalTable;
  resource.addPropertyOverride('Replicas.0.SSESpecification.KMSMasterKeyId', key.keyArn);
};

const named = (tableName: string | undefined) => (tableName === undefined ? {} : { tableName });
